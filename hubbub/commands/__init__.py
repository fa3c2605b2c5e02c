"""Requests to events and replies, by way of the hub: one file per family, one table."""
