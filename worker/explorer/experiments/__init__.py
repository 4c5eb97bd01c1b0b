"""Things tried on purpose, one a file; each can be asked for again so that a proof repeats it."""
