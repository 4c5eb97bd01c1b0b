"""What runs inside the page: read from the files beside this one, once, and joined into one function."""

from functools import cache
from importlib.resources import files
from pathlib import Path

# In this order: each file may use what those before it define. What we listen to ourselves stands before listeners.js,
# which notes every listener from there on as the page's.
FILES = (
    "watch.js",
    "vitals.js",
    "listeners.js",
    "elements.js",
    "choices.js",
    "forms.js",
    "dragging.js",
    "screen.js",
    "touch.js",
    "calendar.js",
    "layout.js",
    "outline.js",
    "keyboard.js",
    "motion.js",
)
# Where the page's window keeps it: not enumerable, and not to be replaced by the page.
EYE = "deffatest-eye"
# Shown in stack traces, so that our own frames can be told from the page's.
SOURCE_NAME = "deffatest-eye.js"


@cache
def eye() -> str:
    """The script that is installed in every document before any script of the page."""
    folder = Path(__file__).parent
    parts = "\n".join((folder / name).read_text(encoding="utf-8") for name in FILES)
    return (
        f"(() => {{\n'use strict';\nif (window['{EYE}']) return;\nconst eye = {{}};\n"
        f"{parts}\nObject.defineProperty(window, '{EYE}', {{ value: eye }});\n}})();\n//# sourceURL={SOURCE_NAME}\n"
    )


@cache
def axe() -> str:
    """axe-core as its Python package bundles it; it is evaluated, not added to the page, so a CSP does not stop it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
