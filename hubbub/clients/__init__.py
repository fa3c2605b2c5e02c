"""What people use: a connection (``link``), what a client knows (``view``), and the windows on top of them."""
