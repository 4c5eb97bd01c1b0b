"""A profile that one edits, articles, some of which are not there, and a page to join; a fault in each."""

from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

_PROFILE = """<!doctype html><html lang=en><meta charset=utf-8><title>Settings</title><main><h1>Settings</h1>{said}
<form method=post action=/settings><p><label>E-mail <input type=email name=mail value="anna@example.com"></label></p>
<p><label>First name <input name=first value="{first}"></label></p>
<p><label>About you <textarea name=about>{about}</textarea></label></p>
<p><label>Favourite clay <select name=clay>{clays}</select></label></p><button>Save</button></form></main>"""
_CLAYS = ("Red", "White", "Black")

_ARTICLES = """<!doctype html><html lang=en><title>Articles</title><header><a href="/">Articles</a></header>
<main id=view><p>Loading article...</p></main><script>
const known = { '/': 'Two texts.', '/article/a-good-cup': 'A good cup is of clay.', '/article/a-good-pot': 'Large.' };
const text = known[location.pathname], fault = 'FAULT', view = document.getElementById('view');
if (text) view.innerHTML = '<h1>An article</h1><p>' + text + '</p>';
else if (fault === 'empty') view.innerHTML = '';
else if (fault === 'away') location.replace('/');
else if (fault !== 'loads') view.innerHTML = '<h1>There is no such article</h1>';
</script></html>"""

_JOIN = """<!doctype html><html lang=en><title>Join</title><main><h1>Join</h1>{said}<form method=post action=/join>
<p><label>User name <input name=username autocomplete=username></label></p>
<p><label>E-mail <input name=email type=email></label></p>
<p><label>Password <input name=password type=password></label></p><button>Sign up</button></form></main>"""


def settings(fault: str = "", *, new: bool = False) -> dict[str, Answer]:
    """What one says of oneself, nothing yet if `new`; with the fault "kept" what is cleared stays, with "ignored" what
    one says about oneself never changes, with "choice" what one chose.
    """
    stored = {"first": "", "about": "", "clay": "Red"}
    stored |= {} if new else {"first": "Annabel", "about": "I make cups."}
    never = {"ignored": "about", "choice": "clay"}.get(fault)

    def answer(asked: Asked) -> Page:
        said = ""
        if asked.method == "POST":
            sent = {name: values[0] for name, values in parse_qs(asked.body, keep_blank_values=True).items()}
            for name in stored:
                changes = bool(sent[name]) if fault == "kept" else name != never
                stored[name] = sent[name] if changes else stored[name]
            said = "<p>Your settings were saved.</p>"
        clays = "".join(f"<option{' selected' * (one == stored['clay'])}>{one}</option>" for one in _CLAYS)
        told = {name: escape(stored[name]) for name in ("first", "about")}
        return Page(_PROFILE.format(said=said, clays=clays, **told))

    return {"/settings": answer}


def articles(fault: str = "") -> str:
    """Articles drawn by a script; where there is none it says so, or has the fault "loads" or "empty", or it
    leads "away".
    """
    return _ARTICLES.replace("FAULT", fault)


def members(unique: tuple[str, ...]) -> Callable[[Asked], Page]:
    """A page to join, which takes nobody whose value in one of these fields another member has."""
    taken: dict[str, set[str]] = {name: set() for name in unique}

    def answer(asked: Asked) -> Page:
        if asked.method != "POST":
            return Page(_JOIN.format(said=""))
        sent = {name: values[0] for name, values in parse_qs(asked.body, keep_blank_values=True).items()}
        if any(sent[name] in taken[name] for name in unique):
            return Page(_JOIN.format(said="<p>That is taken.</p>"))
        for name in unique:
            taken[name].add(sent[name])
        return Page(f"<!doctype html><title>Members</title><p>Hello {escape(sent['username'])}</p>")

    return answer


_STEP = """<!doctype html><html lang=en><title>Order</title><main><h1>Order</h1><p>Step 1 of 2</p>
<form method=post action=/order><label>Pieces <input type=number name=pieces value="{pieces}"></label>
<label>Size <select name=size>{sizes}</select></label><label>Note <input name=note value="{note}"></label>
<button>Continue</button></form></main>"""
_SIZES = ("Small", "Medium", "Large")


def ordering(fault: str = "") -> dict[str, Answer]:
    """An order in two steps, which keeps the first for who goes back to it, but with a fault of the same name not the
    "size", or not "all" of it.
    """
    first = {"pieces": "1", "size": "Small", "note": ""}
    given = dict(first)

    def order(asked: Asked) -> Page:
        if asked.method == "POST":
            given.update({name: values[0] for name, values in parse_qs(asked.body).items()})
            return Page(status=303, headers={"Location": "/review"})
        again = first if fault == "all" else {**given, "size": "Small"} if fault == "size" else given
        sizes = "".join(f"<option{' selected' * (one == again['size'])}>{one}</option>" for one in _SIZES)
        return Page(_STEP.format(pieces=again["pieces"], sizes=sizes, note=escape(again["note"])))

    review = "<!doctype html><html lang=en><title>Review</title><main><h1>Review</h1><p>Step 2 of 2</p>"
    return {"/order": order, "/review": f"{review}<a href=/order>Back</a> <button>Order now</button></main>"}


def letters() -> dict[str, Answer]:
    """Letters in a list, each deleted on a page of its own that asks before."""
    kept = ["Anna", "Berta", "Clara"]

    def listed(_: Asked) -> Page:
        rows = "".join(f"<li>{name} <a href=/letters/{name}/delete>Delete</a></li>" for name in kept)
        return Page(f"<!doctype html><html lang=en><title>Letters</title><main><h1>Letters</h1><ul>{rows}</ul></main>")

    def letter(asked: Asked) -> Page:
        name = asked.path.split("/")[2]
        if asked.method == "POST":
            kept.remove(name)
            return Page(status=303, headers={"Location": "/letters"})
        form = "<form method=post><button>Delete letter</button> <a href=/letters>Cancel</a></form>"
        return Page(f"<!doctype html><html lang=en><title>Sure?</title><main><h1>Delete {name}?</h1>{form}</main>")

    return {"/letters": listed, "*": letter}
