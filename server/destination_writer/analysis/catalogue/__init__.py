"""The rules, one module each. A module's name starts with its code; `analysis/rules.py` lists them."""
