"""Connections: accepting, reading, and delivering to them."""
