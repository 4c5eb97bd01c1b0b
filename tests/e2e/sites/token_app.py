"""A single-page app whose script keeps a JSON web token and sends it with each request; with faults, or with none."""

import hashlib
import hmac
import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

APP = """<!doctype html><html lang=en><title>Orders</title><main id=main></main><script>
async function ask(path) {
  return (await fetch(path, { headers: { Authorization: `Bearer ${localStorage.token}` } })).json();
}
async function join() {
  const answer = await fetch('/api/join', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: mail.value, password: word.value }) });
  localStorage.token = (await answer.json()).token;
  location.hash = '/orders';
  show();
}
async function show() {
  if (!localStorage.token) {
    main.innerHTML = `<h1>Join</h1><label>E-mail <input type=email id=mail></label>
      <label>Password <input type=password id=word autocomplete=new-password></label>
      <button onclick=join()>Sign up</button>`;
    return;
  }
  const me = await ask('/api/people/me');
  const own = await ask(`/api/people/${me.id}`);
  const articles = await ask('/api/articles?kind=1');
  main.innerHTML = `<h1>${own.email}</h1><p>Log out</p><ul>${articles.map((one) => `<li>${one}`).join('')}</ul>`;
}
show();
</script>"""
LONG = "9f2c61d07be84a3f95d1c0ab7e64f832"


class TokenApp:
    """`believes` says which tokens it takes besides its own ("unsigned", "any signature"); it signs with `secret`."""

    def __init__(self, *, believes: str = "", secret: str = LONG, guarded: bool = True, bound: bool = True) -> None:
        self._believes = believes
        self._secret = secret
        self._guarded = guarded
        self._bound = bound
        self._people: list[str] = ["ben@example.com"]

    def pages(self) -> Mapping[str, Answer]:
        people = {f"/api/people/{number}": self._person for number in range(40)}
        return {
            "/": APP,
            "/api/join": self._join,
            "/api/people/me": self._me,
            "/api/articles": self._articles,
            **people,
        }

    def _join(self, asked: Asked) -> Page:
        self._people.append(json.loads(asked.body)["email"])
        head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        content = f"{head}.{_encoded(json.dumps({'sub': len(self._people) - 1, 'exp': 4_000_000_000}).encode())}"
        return _told({"token": f"{content}.{_encoded(self._signature(content))}"})

    def _me(self, asked: Asked) -> Page:
        who = self._who(asked)
        return _told({"id": who}) if who is not None else Page("{}", 401)

    def _person(self, asked: Asked) -> Page:
        who, wanted = self._who(asked), int(asked.path.rpartition("/")[2])
        if who is None or wanted >= len(self._people) or (self._guarded and who != wanted):
            return Page("{}", 401 if who is None else 404)
        return _told({"id": wanted, "email": self._people[wanted], "city": "Halle", "street": "Am Markt 7"})

    def _articles(self, asked: Asked) -> Page:
        if self._who(asked) is None:
            return Page("{}", 401)
        kind = parse_qs(asked.query).get("kind", [""])[0]
        database = sqlite3.connect(":memory:")
        database.execute("create table articles (kind integer, name text)")
        database.executemany("insert into articles values (?, ?)", [(1, "Lamp"), (2, "Chair")])
        try:
            if self._bound:
                found = database.execute("select name from articles where kind = ?", (kind,))
            else:
                found = database.execute(f"select name from articles where kind = {kind}")
            return _told([name for (name,) in found])
        except sqlite3.Error:
            return Page('{"error": "Something went wrong"}', 500, "application/json")

    def _who(self, asked: Asked) -> int | None:
        head, _, rest = asked.headers.get("authorization", "").removeprefix("Bearer ").partition(".")
        body, _, signature = rest.partition(".")
        try:
            algorithm = json.loads(_decoded(head))["alg"]
            right = algorithm == "HS256" and hmac.compare_digest(_decoded(signature), self._signature(f"{head}.{body}"))
            taken = (self._believes == "unsigned" and algorithm == "none") or (self._believes == "any signature")
            return int(json.loads(_decoded(body))["sub"]) if right or taken else None
        except (ValueError, KeyError):
            return None

    def _signature(self, content: str) -> bytes:
        return hmac.digest(self._secret.encode(), content.encode(), hashlib.sha256)


def _told(content: object) -> Page:
    return Page(json.dumps(content), type="application/json")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
