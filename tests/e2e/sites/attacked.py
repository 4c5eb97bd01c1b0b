"""A small site with one fault of security a page, and its twin that does the same properly."""

import html
import json
import pickle
import re
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit
from urllib.request import urlopen

from tests.e2e.sites.server import Answer, Asked, Page

TITLE = "<!doctype html><html lang=en><title>Shop</title>"


def value(asked: Asked, name: str) -> str:
    return parse_qs(asked.query, keep_blank_values=True).get(name, [""])[0]


def table() -> sqlite3.Connection:
    """Two articles, in a database of its own for each request."""
    database = sqlite3.connect(":memory:")
    database.execute("create table articles (id integer, name text)")
    database.executemany("insert into articles values (?, ?)", [(1, "Lamp"), (2, "Chair")])
    return database


def shown(rows: list[tuple[str]]) -> Page:
    return Page(f"{TITLE}<ul>{''.join(f'<li>{row[0]}' for row in rows) or '<li>none'}</ul>")


def article_pasted(asked: Asked) -> Page:
    try:
        return shown(table().execute(f"select name from articles where id = {value(asked, 'id')}").fetchall())
    except sqlite3.Error:
        return Page("Something went wrong", status=500)


def article_bound(asked: Asked) -> Page:
    return shown(table().execute("select name from articles where id = ?", (value(asked, "id"),)).fetchall())


def voucher_pasted(asked: Asked) -> Page:
    """Says whether there is such a one: nobody knows a code that is right."""
    code = value(asked, "code")[:60]
    try:
        return shown(table().execute(f"select name from articles where name = '{code}'").fetchall())
    except sqlite3.Error:
        return shown([])


def voucher_bound(asked: Asked) -> Page:
    return shown(table().execute("select name from articles where name = ?", (value(asked, "code"),)).fetchall())


def posts(asked: Asked, rows: list[tuple[str]]) -> Page:
    """What was found, with a link back here as sites in several languages have it."""
    here = quote(f"/posts?{asked.query}", safe="/")
    return Page(f"{shown(rows).body}</ul><a href='/language?next={here}'>Deutsch</a>")


def posts_pasted(asked: Asked) -> Page:
    """The words stand in two patterns, and those in brackets."""
    like = f"like '%{value(asked, 'words')}%'"
    try:
        rows = table().execute(f"select name from articles where id < 9 and (name {like} or name {like}) order by id")
        return posts(asked, rows.fetchall())
    except sqlite3.Error:
        return Page(f"{TITLE}<p>Please try other words.")


def posts_bound(asked: Asked) -> Page:
    words = f"%{value(asked, 'words')}%"
    return posts(asked, table().execute("select name from articles where name like ?", (words,)).fetchall())


def entrance(*, pasted: bool) -> Answer:
    """A form to sign in that keeps to itself why it lets nobody in."""
    page = (
        f"{TITLE}<form method=post>{{}}<label>User <input name=user></label>"
        "<label>Password <input type=password name=password></label><button>Sign in</button></form>"
    )

    def answer(asked: Asked) -> Page:
        if asked.method != "POST":
            return Page(page.format(""))
        given = [parse_qs(asked.body, keep_blank_values=True).get(name, [""])[0] for name in ("user", "password")]
        question = "select 1 from articles where name = {} and id = {}"
        try:
            if pasted:
                found = table().execute(question.format(*(f"'{one}'" for one in given))).fetchone()
            else:
                found = table().execute(question.format("?", "?"), given).fetchone()
        except sqlite3.Error:
            return Page(page.format("<p>Something went wrong."))
        return Page(status=303, headers={"location": "/inside"}) if found else Page(page.format("<p>Unknown."))

    return answer


def search_any_word(asked: Asked) -> Page:
    """Finds whatever one of the words says, as searches do: signs and numbers in them mean nothing to it."""
    words = re.findall(r"[a-z]+", value(asked, "q").lower())
    return shown(
        [(name,) for name in ("Lamp", "Chair", "Table and bench") if any(one in name.lower() for one in words)]
    )


def greeting_reckoned(asked: Asked) -> Page:
    def reckon(found: re.Match[str]) -> str:
        one, _, other = found.group(1).partition("*")
        return str(int(one) * int(other)) if one.isdigit() and other.isdigit() else ""

    return Page(TITLE + re.sub(r"\{\{(.*?)\}\}", reckon, html.escape(f"Hello {value(asked, 'name')}")))


def greeting(asked: Asked) -> Page:
    return Page(TITLE + html.escape(f"Hello {value(asked, 'name')}"))


def host_in_shell(asked: Asked) -> Page:
    done = subprocess.run(
        f"echo checking {value(asked, 'host')}", shell=True, capture_output=True, text=True, check=False
    )
    return Page(html.escape(done.stdout), type="text/plain")


def host_as_argument(asked: Asked) -> Page:
    done = subprocess.run(["echo", "checking", value(asked, "host")], capture_output=True, text=True, check=False)
    return Page(html.escape(done.stdout), type="text/plain")


def object_read(asked: Asked) -> Page:
    try:
        return Page(html.escape(str(pickle.loads(value(asked, "basket").encode()))))
    except Exception:  # noqa: BLE001 - what is read says itself which exception it raises
        return Page("This is no basket", status=400)


def object_left(asked: Asked) -> Page:
    return Page(html.escape(value(asked, "basket")))


def any_file(asked: Asked) -> Page:
    path = Path("/usr/share/nothing") / value(asked, "file")
    try:
        return Page(Path(str(path)).resolve().read_text(), type="text/plain")
    except OSError:
        return Page("Not found", status=404)


def known_file(asked: Asked) -> Page:
    known = {"terms.txt": "Our terms"}
    name = value(asked, "file")
    return Page(known[name], type="text/plain") if name in known else Page("Not found", status=404)


def unescaped(asked: Asked) -> Page:
    return Page(f"{TITLE}<p>About {value(asked, 'topic')}")


def in_script(asked: Asked) -> Page:
    topic = html.escape(value(asked, "topic"), quote=False)
    return Page(f"{TITLE}<p>Topics<script>var topic = '{topic}';</script>")


def escaped(asked: Asked) -> Page:
    topic = html.escape(value(asked, "topic"))
    return Page(f'{TITLE}<p title="{topic}">About {topic}<script>var topic = "{topic}";</script>')


def to_anywhere(asked: Asked) -> Page:
    return Page(status=302, headers={"location": value(asked, "next")})


def to_own_pages(asked: Asked) -> Page:
    target = value(asked, "next")
    own = re.fullmatch(r"/[\w/-]*", target)
    return Page(status=302, headers={"location": target if own else "/"})


def fetched(asked: Asked) -> Page:
    try:
        with urlopen(value(asked, "url"), timeout=2) as answer:
            return Page(answer.read(), type="text/plain")
    except (OSError, ValueError):
        return Page("Cannot be fetched", status=400)


def not_fetched(asked: Asked) -> Page:
    return Page("Only pictures of ours" if urlsplit(value(asked, "url")).netloc else "Nothing", type="text/plain")


def shared(asked: Asked) -> Page:
    origin = asked.headers.get("origin", "")
    headers = {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}
    return Page('{"name": "Anna"}', type="application/json", headers=headers if origin else {})


def public(_: Asked) -> Page:
    return Page('{"name": "Lamp"}', type="application/json", headers={"access-control-allow-origin": "*"})


def guestbook(kept: list[str], *, safe: bool) -> tuple[Answer, Answer]:
    """A page that keeps a comment, and one that shows all."""

    def keep(asked: Asked) -> Page:
        kept.append(value(asked, "comment"))
        return Page(f"{TITLE}<p>Thank you. <a href='comments'>All comments</a>")

    def show(_: Asked) -> Page:
        return Page(TITLE + "".join(f"<p>{html.escape(one) if safe else one}" for one in kept))

    return keep, show


READS_FRAGMENT = f"{TITLE}<p id=tab>Tab</p><script>tab.{{}} = decodeURIComponent(location.hash.slice(1));</script>"


READS_QUERY = (
    f"{TITLE}<p id=greeting>Hello</p><script>const asked = decodeURI(location.search.split('name=')[1] ?? '');"
    "greeting.{} = asked;</script>"
)


ASKS_TOPIC = (
    f"{TITLE}<form action=/topic><label>Topic <input name=topic maxlength=20></label><button>Show</button></form>"
)


def drawn(sink: str) -> Page:
    """A page that a framework draws from its address, in a way that nobody reads from its scripts; its policy allows
    inline scripts and no inline styles.
    """
    parts = (
        "const {search} = self['loc' + 'ation']; const said = new self['URLSearch' + 'Params'](search).values().next();"
    )
    script = f"{parts} document.querySelector('h1')['{sink[:5]}' + '{sink[5:]}'] = `Stays for “${{said.value}}”`;"
    policy = {"content-security-policy": "script-src 'self' 'unsafe-inline'; style-src 'self'"}
    return Page(f"{TITLE}<h1></h1><script>{script}</script>", headers=policy)


def faulty() -> Mapping[str, Answer]:
    keep, show = guestbook([], safe=False)
    return {
        "/article": article_pasted,
        "/voucher": voucher_pasted,
        "/posts": posts_pasted,
        "/enter": entrance(pasted=True),
        "/inside": f"{TITLE}<a href=/bye>Sign out</a>",
        "/hello": greeting_reckoned,
        "/check": host_in_shell,
        "/basket": object_read,
        "/file": any_file,
        "/topic": unescaped,
        "/ask": ASKS_TOPIC,
        "/script": in_script,
        "/leave": to_anywhere,
        "/preview": fetched,
        "/me": shared,
        "/comment": keep,
        "/comments": show,
        "/tabs": READS_FRAGMENT.replace("{}", "innerHTML"),
        "/greeted": READS_QUERY.replace("{}", "innerHTML"),
        "/drawn": drawn("innerHTML"),
    }


def sound() -> Mapping[str, Answer]:
    keep, show = guestbook([], safe=True)
    return {
        "/article": article_bound,
        "/voucher": voucher_bound,
        "/posts": posts_bound,
        "/enter": entrance(pasted=False),
        "/search": search_any_word,
        "/hello": greeting,
        "/check": host_as_argument,
        "/basket": object_left,
        "/file": known_file,
        "/topic": escaped,
        "/ask": ASKS_TOPIC,
        "/script": escaped,
        "/leave": to_own_pages,
        "/preview": not_fetched,
        "/me": public,
        "/comment": keep,
        "/comments": show,
        "/tabs": READS_FRAGMENT.replace("{}", "textContent"),
        "/greeted": READS_QUERY.replace("{}", "textContent"),
        "/drawn": drawn("textContent"),
    }


# What belongs to an account, and who may change it.
ACCOUNT_FORM = (
    "<form method=post action=/account><label>Nickname <input name=nick></label><button>Save</button></form>"
    "<form method=post action=/photo enctype=multipart/form-data><label>Photo <input type=file name=photo></label>"
    "<button>Send</button></form>"
)


NOTES = f"""{TITLE}<h1>Notes</h1><form id=add><label>Note <input name=text></label><button>Keep</button></form>
<ul></ul><script>
const list = document.querySelector('ul');
const show = async () => {{
  const {{ notes }} = await (await fetch('/api/notes')).json();
  list.innerHTML = notes.map((one) => `<li>${{one.text}}</li>`).join('');
}};
document.getElementById('add').onsubmit = async (event) => {{
  event.preventDefault();
  await fetch('/api/notes', {{ method: 'POST', body: document.querySelector('input').value }});
  await show();
}};
show();
</script>"""


SECRET = "b3f1"
# A page that asks who is signed in, and says so.
GREETING = f"""{TITLE}<h1>Hello</h1><script>
fetch('/api/me').then((answer) => answer.json()).then(({{ email }}) => document.body.append(email ?? 'nobody'));
</script>"""


class Accounts:
    """Sign-up, an account's page, a change and an upload.

    `careful` when somebody looks who asks, `members_only` when it is only asked whether anybody is signed in. Its
    cookie comes along from `everywhere`, or with links alone. Its notes hang on a `wall` for all members, who are shown
    the last one. Who joins is given some `first_notes`; where these are `shared`, everybody sees the same.
    """

    def __init__(
        self,
        *,
        careful: bool,
        members_only: bool = False,
        everywhere: bool = True,
        wall: bool = False,
        first_notes: int = 0,
        shared: bool = False,
    ) -> None:
        self.first_notes = first_notes
        self.shared = shared
        self.careful = careful
        self.everywhere = everywhere and not careful
        self.members_only = members_only
        self.wall = wall
        self.people: list[dict[str, str]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.kept: list[tuple[int, str]] = []

    def pages(self) -> Mapping[str, Answer]:
        return {
            "/": f"{TITLE}<a href=/join>Sign up</a>",
            "/join": self.join,
            "/account": self.account,
            "/photo": self.photo,
            "/calling": self.calling,
            "/follow": self.follow,
            "/greeting": GREETING,
            "/api/me": self.me,
            "/notes": NOTES,
            "/api/notes": self.notes,
            "*": self.other,
        }

    def join(self, asked: Asked) -> Page:
        if asked.method != "POST":
            fields = "<label>E-mail <input name=email type=email></label><label>Password <input name=pw type=password>"
            return Page(
                f"{TITLE}<h1>Sign up</h1><form method=post action=/join>{fields}</label><button>Sign up</button>"
            )
        self.people.append({"email": parse_qs(asked.body)["email"][0], "nick": "nobody"})
        self.kept += [(len(self.people) - 1, f"How to keep notes, part {part}") for part in range(self.first_notes)]
        limit = "; SameSite=None; Secure" if self.everywhere else "; SameSite=Lax"
        cookie = f"sid={len(self.people) - 1}; Path=/; HttpOnly{limit}"
        return Page(status=303, headers={"location": "/account", "set-cookie": cookie})

    def account(self, asked: Asked) -> Page:
        who = self._who(asked)
        if who is not None and asked.method == "GET":
            return self._about(who)
        if who is None or (self.careful and "example.com" in asked.headers.get("origin", "")):
            return Page("No", status=403)
        self.people[who]["nick"] = parse_qs(asked.body).get("nick", [""])[0]
        return Page(status=303, headers={"location": "/account"})

    def calling(self, asked: Asked) -> Page:
        """A form that changes what one is called, sent as an address; a link to follow somebody."""
        who = self._who(asked)
        if who is None:
            return Page("No", status=403)
        person = self.people[who]
        if value(asked, "nick") and self._comes_from_here(asked):
            person["nick"] = value(asked, "nick")
        secret = f"<input type=hidden name=csrf value={SECRET}>"
        form = f"<form><label>Nickname <input name=nick></label>{secret}<button>Save</button></form>"
        follows = "<p>You follow Ben" if "follows" in person else ""
        return Page(
            f"{TITLE}<h1>Called {html.escape(person['nick'])}</h1>{form}"
            f"<a href='/follow?who=ben&csrf={SECRET}'>Follow Ben</a>{follows}"
        )

    def follow(self, asked: Asked) -> Page:
        who = self._who(asked)
        if who is not None and self._comes_from_here(asked):
            self.people[who]["follows"] = value(asked, "who")
        return Page(status=303, headers={"location": "/calling"})

    def me(self, asked: Asked) -> Page:
        """Who is signed in, as data, or as a script where it is asked for by one."""
        who = self._who(asked)
        data = json.dumps({"email": self.people[who]["email"]} if who is not None else {})
        name = value(asked, "callback")
        if name and not self.careful:
            return Page(f"{name}({data});", type="text/javascript")
        return Page(data, type="application/json")

    def _comes_from_here(self, asked: Asked) -> bool:
        return not self.careful or value(asked, "csrf") == SECRET

    def notes(self, asked: Asked) -> Page:
        who = self._who(asked)
        if who is None:
            return Page("No", status=403)
        if asked.method == "POST":
            self.kept.append((who, asked.body))
        if self.wall and self.kept and who != self.kept[-1][0]:
            self.kept.append((who, "Somebody else's note"))
        notes = [(number, text) for number, (owner, text) in enumerate(self.kept) if self.wall or owner == who]
        notes = list(enumerate(text for _, text in self.kept[: self.first_notes])) if self.shared else notes
        listed = [{"id": number, "text": text} for number, text in (notes[-1:] if self.wall else notes)]
        return Page(json.dumps({"notes": listed}), type="application/json")

    def photo(self, asked: Asked) -> Page:
        found = re.search(r'filename="([\w.-]+)"\r\nContent-Type: ([\w/+-]+)\r\n\r\n(.*?)\r\n--', asked.body, re.DOTALL)
        if found is None:
            return Page("No file", status=400)
        name, kind, content = found.groups()
        self.files[f"/files/{name}"] = (kind, content.encode())
        return Page(f"{TITLE}<p>Thank you: <a href='/files/{name}'>your photo</a>")

    def other(self, asked: Asked) -> Page:
        if asked.path in self.files:
            kind, content = self.files[asked.path]
            return Page(content, type=kind, headers={"content-disposition": "attachment"} if self.careful else {})
        if note := re.fullmatch(r"/api/notes/(\d+)", asked.path):
            owner, text = self.kept[int(note.group(1))]
            allowed = self._who(asked) == owner if self.careful else self._who(asked) is not None
            return Page(json.dumps({"text": text}), status=200 if allowed else 403, type="application/json")
        found = re.fullmatch(r"/(?:person|profile)/(\d+)", unquote(asked.path))
        if found is None or int(found.group(1)) >= len(self.people):
            return Page("Not found", status=404)
        if self.careful and self._who(asked) != int(found.group(1)):
            return Page("No", status=403)
        if self.members_only and self._who(asked) is None:
            return Page("No", status=403)
        return self._about(int(found.group(1)))

    def _about(self, who: int) -> Page:
        person = self.people[who]
        told = f"<p>{html.escape(person['email'])}<p>Called {html.escape(person['nick'])}"
        ways = f"<a href=/person/{who}>Your page</a> <a href=/logout>Log out</a>"
        return Page(f"{TITLE}<h1>Account</h1>{told}{ACCOUNT_FORM}{ways}")

    def _who(self, asked: Asked) -> int | None:
        found = re.search(r"sid=(\d+)", asked.headers.get("cookie", ""))
        return int(found.group(1)) if found and int(found.group(1)) < len(self.people) else None
