"""Makers: stub, class or phase -> Change. Pure."""
