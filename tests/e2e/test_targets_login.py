"""A run that signs in tells nobody with what, even when the site shouts it."""

from pathlib import Path
from urllib.parse import parse_qs, quote

from pydantic import SecretStr

from tests.e2e.run_process import started_run
from tests.e2e.sites.server import Asked, Page, Site
from worker.login import Login
from worker.order import BugFound

PASSWORD = "c0rrect/horse&battery staple"
FORM = """<!doctype html><html lang=en><meta charset=utf-8><title>Sign in</title><h1>Sign in</h1>
    <form method=post action=/login><label>User name <input name=username autocomplete=username></label>
    <label>Password <input name=password type=password></label><button>Log in</button></form>"""
PICTURES = {".png", ".mp4", ".jpg"}


def shouting(asked: Asked) -> Page:
    """Lets the right one in and repeats the password wherever a page can."""
    sent = parse_qs(asked.body)
    if sent.get("password") != [PASSWORD] or sent.get("username") != ["ann"]:
        return Page(FORM)
    location = f"/account?p={quote(PASSWORD, safe='')}"
    return Page(status=303, headers={"location": location, "set-cookie": f"who={quote(PASSWORD, safe='')}; Path=/"})


def account(asked: Asked) -> Page:
    if "who=" not in asked.headers.get("cookie", ""):
        return Page(FORM)
    said = PASSWORD.replace("&", "&amp;")
    return Page(f"""<!doctype html><html lang=en><meta charset=utf-8><title>{said}</title><h1>Hello ann, {said}</h1>
        <a href=/logout>Log out</a><button>Does nothing with {said}</button><img src='/{quote(PASSWORD, safe="")}.png'>
        <script>console.error("oh no, {PASSWORD}"); fetch("/{quote(PASSWORD, safe="")}");
        throw new Error("{PASSWORD}")</script>""")


def test_nothing_that_a_run_leaves_or_says_has_the_password(tmp_path: Path) -> None:
    site = Site({"/": account, "/account": account, "/login": shouting})
    login = Login(host="127.0.0.1", username="ann", password=SecretStr(PASSWORD))
    try:
        with started_run(tmp_path / "run", site.url, 14, login=login) as run:
            assert run.finish() == 0
        assert [asked for asked in site.asked if asked.path == "/account"], "nobody was let in"
    finally:
        site.close()
    assert any(isinstance(one, BugFound) for one in run.said), "nothing was found that could have been told"
    secret = [form.encode() for form in (PASSWORD, quote(PASSWORD), quote(PASSWORD, safe=""))]
    left = [file for file in run.folder.rglob("*") if file.is_file() and file.suffix not in PICTURES]
    assert {"run.json", "order.json", "errors.txt", "network.jsonl"} <= {file.name for file in left}
    assert [file for file in left if any(form in file.read_bytes() for form in secret)] == []
    said = "".join(one.model_dump_json() for one in run.said).encode()
    assert not [form for form in secret if form in said]
