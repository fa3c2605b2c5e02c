"""The connection to a server: a state machine without I/O (``core``) and the thread that serves it (``driver``)."""
