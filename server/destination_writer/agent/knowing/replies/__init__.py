"""Answers, one module a wish: each a function from a desk to an Answer."""
