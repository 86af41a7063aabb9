"""World: a connector on disk: files, roles, symbols, wiring, state. Pure; files come through an object."""
