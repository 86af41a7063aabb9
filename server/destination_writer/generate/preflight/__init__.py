"""From a dialect to answers, and from answers to a dialect; `api.py` is the door."""
