"""Bytes to values and back, without I/O: servers and our own clients share it."""
