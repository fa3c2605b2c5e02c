"""The nouns: pure values that every other floor speaks in."""
