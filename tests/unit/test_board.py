"""The task board: clean it does what it says, and every seeded bug is listed, used, and makes a difference."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples.board.app import create_app
from examples.board.bugs import BUGS
from examples.seeding import UnknownBug

BOARD = Path(__file__).parents[2] / "examples" / "board"
TASK: dict[str, object] = {
    "title": "Mow",
    "due": "2026-05-01",
    "hours": 2,
    "person": "Dario",
    "priority": "low",
    "notes": "Early",
}


class Person:
    """A browser without a screen, at a board of its own or at that of somebody else."""

    def __init__(self, *bugs: str, other: "Person | None" = None) -> None:
        self.app = other.app if other else create_app(frozenset(bugs))
        self.cookies = httpx.Cookies()

    def ask(self, method: str, path: str, sent: dict[str, object] | None = None) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://board.example", cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, json=sent)
                self.cookies = client.cookies
                return answer

        return asyncio.run(asked())

    def read(self, path: str) -> Any:
        return self.ask("GET", path).json()

    def titles(self, query: str) -> list[str]:
        """The titles on all pages of a list, in order."""
        pages = self.read(f"/api/tasks?{query}")["pages"]
        return [
            task["title"]
            for page in range(1, pages + 1)
            for task in self.read(f"/api/tasks?{query}&page={page}")["tasks"]
        ]


def test_every_bug_is_listed_and_used():
    sources = [*BOARD.glob("*.py"), *BOARD.glob("site/*")]
    used = {name for path in sources for name in re.findall(r"""bug\(['"]([a-z-]+)['"]\)""", path.read_text("utf-8"))}
    assert used == set(BUGS.bugs)


def test_an_unknown_bug_is_refused_by_name():
    with pytest.raises(UnknownBug, match="no-such-bug"):
        create_app(frozenset({"no-such-bug"}))


def test_every_script_is_whole_with_and_without_bugs():
    for bugs in (frozenset[str](), frozenset(BUGS.bugs)):
        person = Person(*bugs)
        script = person.ask("GET", "/site.js").text
        assert "{%" not in script
        assert script.count("{") == script.count("}")


def test_what_is_sent_is_kept_and_may_be_changed_and_deleted():
    person = Person()
    made = person.ask("POST", "/api/tasks", TASK).json()
    person.ask("PUT", f"/api/tasks/{made['id']}", {**TASK, "notes": "Late"})
    assert person.read(f"/api/tasks/{made['id']}")["notes"] == "Late"
    person.ask("DELETE", f"/api/tasks/{made['id']}")
    assert person.ask("GET", f"/api/tasks/{made['id']}").status_code == 404


@pytest.mark.parametrize("field", ["title", "due", "hours", "person"])
def test_a_wrong_field_is_named(field: str):
    answer = Person().ask("POST", "/api/tasks", {**TASK, field: ""})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {field}


def test_lists_are_whole_sorted_and_searched():
    person = Person()
    assert len(set(person.titles(""))) == person.read("/api/tasks")["total"]
    hours = [task["hours"] for task in person.read("/api/tasks?sort=hours")["tasks"]]
    assert hours == sorted(hours)
    assert person.titles("q=GREENHOUSE") == ["Repair the greenhouse door"]


def test_a_note_is_its_owners_alone():
    owner = Person()
    owner.ask("POST", "/api/register", {"email": "ada@example.com", "password": "long enough"})
    note = owner.ask("POST", "/api/notes", {"text": "mine"}).json()["notes"][0]["id"]
    assert owner.read(f"/api/notes/{note}")["text"] == "mine"
    assert Person(other=owner).ask("GET", f"/api/notes/{note}").status_code == 404


def skips_one(person: Person) -> bool:
    return len(set(person.titles(""))) < person.read("/api/tasks")["total"]


def minds_capitals(person: Person) -> bool:
    return person.titles("q=greenhouse%20DOOR") == []


def takes_negative_hours(person: Person) -> bool:
    return person.ask("POST", "/api/tasks", {**TASK, "hours": -3}).status_code == 201


def takes_no_title(person: Person) -> bool:
    return person.ask("POST", "/api/tasks", {**TASK, "title": ""}).status_code == 201


def loses_notes(person: Person) -> bool:
    return person.ask("PUT", "/api/tasks/3", {**TASK, "notes": "New"}).json()["notes"] != "New"


def keeps_deleted(person: Person) -> bool:
    person.ask("DELETE", "/api/tasks/3")
    return person.ask("GET", "/api/tasks/3").status_code == 200


@pytest.mark.parametrize(
    ("bug", "shows"),
    [
        ("second-page-skips-one", skips_one),
        ("search-minds-capitals", minds_capitals),
        ("negative-hours", takes_negative_hours),
        ("title-not-required-by-server", takes_no_title),
        ("edited-notes-are-lost", loses_notes),
        ("deleted-comes-back", keeps_deleted),
    ],
)
def test_a_bug_makes_the_difference_it_claims(bug: str, shows: Callable[[Person], bool]):
    assert shows(Person(bug))
    assert not shows(Person())
