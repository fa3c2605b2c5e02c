"""The chat itself, pure: who is here, in which channels, and who may do what."""
