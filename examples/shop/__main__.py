"""Starts the shop: `python -m examples.shop --port 0 --bugs all`."""

from examples.serving import serve
from examples.shop.app import create_app
from examples.shop.bugs import BUGS

if __name__ == "__main__":
    serve("shop", "A small web shop with seeded bugs.", create_app, BUGS)
