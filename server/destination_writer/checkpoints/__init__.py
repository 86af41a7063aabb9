"""Practice: phases, gate, progress, runners."""
