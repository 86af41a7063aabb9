"""Ground floor: typed knowledge. Pure; data lives in the repository's knowledge/ folder."""
