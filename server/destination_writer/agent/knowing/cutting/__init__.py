"""Knowledge cut into passages: one module a part of it, each a function from knowledge to pieces."""
