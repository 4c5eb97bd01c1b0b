"""A profile that one edits, and articles, some of which are not there; a fault in each."""

from html import escape
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

_PROFILE = """<!doctype html><html lang=en><meta charset=utf-8><title>Settings</title><main><h1>Settings</h1>{said}
<form method=post action=/settings><p><label>Nickname <input name=nick value="{nick}"></label></p>
<p><label>About you <textarea name=about>{about}</textarea></label></p><button>Save</button></form></main>"""

_ARTICLES = """<!doctype html><html lang=en><title>Articles</title><header><a href="/">Articles</a></header>
<main id=view><p>Loading article...</p></main><script>
const known = { '/': 'Two texts.', '/article/a-good-cup': 'A good cup is of clay.', '/article/a-good-pot': 'Large.' };
const text = known[location.pathname], fault = 'FAULT', view = document.getElementById('view');
if (text) view.innerHTML = '<h1>An article</h1><p>' + text + '</p>';
else if (fault === 'empty') view.innerHTML = '';
else if (fault === 'away') location.replace('/');
else if (fault !== 'loads') view.innerHTML = '<h1>There is no such article</h1>';
</script></html>"""


def settings(fault: str = "") -> dict[str, Answer]:
    """What one says of oneself; with the fault "kept" what is cleared stays, with "ignored" nothing of it changes."""
    stored = {"nick": "annabel", "about": "I make cups."}

    def answer(asked: Asked) -> Page:
        said = ""
        if asked.method == "POST":
            sent = {name: values[0] for name, values in parse_qs(asked.body, keep_blank_values=True).items()}
            for name in stored:
                changes = bool(sent[name]) if fault == "kept" else not (fault == "ignored" and name == "about")
                stored[name] = sent[name] if changes else stored[name]
            said = "<p>Your settings were saved.</p>"
        return Page(_PROFILE.format(said=said, **{name: escape(value) for name, value in stored.items()}))

    return {"/settings": answer}


def articles(fault: str = "") -> str:
    """Articles drawn by a script; where there is none it says so, or has the fault "loads" or "empty", or it
    leads "away".
    """
    return _ARTICLES.replace("FAULT", fault)
