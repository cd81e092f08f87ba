"""Messages to many: what was sent and how far it got, writing one, texts to begin with."""
