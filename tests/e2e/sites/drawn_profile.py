"""A member's profile that a script draws from what the member told of themselves, as markup where it is `pasted`."""

from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

_SETTINGS = """<!doctype html><html lang=en><title>Settings</title>
<nav><a href="/people/annadf0a1b2c">annadf0a1b2c</a></nav><main><h1>Settings</h1>{said}
<form method=post action=/settings>
<label>About you <textarea name=about></textarea></label><button>Save</button></form></main>"""
_PROFILE = """<!doctype html><html lang=en><title>annadf0a1b2c</title><main><h1>annadf0a1b2c</h1><p id=about></p></main>
<script>fetch('/about').then((answer) => answer.text()).then((text) => {{
  document.getElementById('about').{property} = text;
}});</script>"""


def profile(*, pasted: bool) -> dict[str, Answer]:
    """Settings, the profile, and what it asks for."""
    told = [""]

    def settings(asked: Asked) -> Page:
        if asked.method == "POST":
            told[0] = parse_qs(asked.body, keep_blank_values=True)["about"][0]
        return Page(_SETTINGS.format(said="<p>Saved.</p>" if asked.method == "POST" else ""))

    return {
        "/settings": settings,
        "/about": lambda _: Page(told[0], type="text/plain; charset=utf-8"),
        "/people/annadf0a1b2c": _PROFILE.format(property="innerHTML" if pasted else "textContent"),
    }
