"""Face: the command line. Translates only."""
