"""What a model wants to change: as a Change against the texts it saw, and proven before anybody is offered it."""
