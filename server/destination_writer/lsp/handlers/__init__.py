"""One module a group of methods, each with a `register(server)`. Handlers fetch, ask a pure room, and convert."""
