"""A new connector: where it will lie, what it is called, and its files with every later method an open stub."""
