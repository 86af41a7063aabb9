"""What a model may ask for: one module a tool or a family of them. Reading is free; whatever changes anything asks."""
