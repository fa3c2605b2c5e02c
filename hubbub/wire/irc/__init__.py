"""IRC: messages, requests from them, lines of events and replies."""
