"""A form that keeps a draft in the browser, as a whole or without its text, and a page of notes, some of which wrap."""

from html import escape
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

_ARTICLE = """<!doctype html><html lang=en><title>Write</title><main><h1>Write an article</h1>
<form onsubmit="return false">
<label>Title <input id=title></label><label>Summary <input id=summary></label>
<label>Text <textarea id=text></textarea></label><button>Publish</button></form></main><script>
const kept = {kept};
for (const id of ['title', 'summary', 'text']) {{
  const field = document.getElementById(id);
  if (kept.includes(id)) field.value = localStorage.getItem(id) || '';
  field.oninput = () => localStorage.setItem(id, field.value);
}}</script>"""
_NOTES = """<!doctype html><html lang=en><title>Notes</title><style>li {{ {style} }} ul {{ width: 20rem }}</style>
<main><h1>Notes</h1>{said}<form method=post><label>Note <input name=note></label><button>Add</button></form>
<ul>{notes}</ul></main>"""


def article(*kept: str) -> str:
    """A form of which these fields are filled from the draft."""
    return _ARTICLE.format(kept=list(kept))


def notes(style: str) -> Answer:
    """Notes that stand one below the other in this style."""
    written: list[str] = []

    def answer(asked: Asked) -> Page:
        if asked.method == "POST":
            written.append(parse_qs(asked.body, keep_blank_values=True)["note"][0])
        said = "<p>Your note was added.</p>" if asked.method == "POST" else ""
        rows = "".join(f"<li>{escape(note)}</li>" for note in written)
        return Page(_NOTES.format(style=style, said=said, notes=rows))

    return answer
