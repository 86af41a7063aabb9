"""What the model is told: the fixed part, the phase at work, and the facts of this turn."""
