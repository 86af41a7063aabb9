"""The agent: conversation over what the house knows. It proposes Changes and never writes."""
