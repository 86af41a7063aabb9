"""World: the only room that touches the disk for others and starts processes."""
