"""The plain protocol: text lines, or bare chunks of text, and slash commands."""
