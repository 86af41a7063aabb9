"""The model behind a small protocol; the only room that uses the SDK and the network."""
