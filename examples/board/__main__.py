"""Starts the board: `python -m examples.board --port 0 --bugs all`."""

from examples.board.app import create_app
from examples.board.bugs import BUGS
from examples.serving import serve

if __name__ == "__main__":
    serve("board", "A small single-page task board with seeded bugs.", create_app, BUGS)
