"""hubbub: group chat on one port, for whatever people already have."""

__version__ = "0.1.0"
