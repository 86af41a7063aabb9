"""Face: the language server. Translates only."""
