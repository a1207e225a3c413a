"""The local page: the same actions as the command line, drawn for a browser."""
