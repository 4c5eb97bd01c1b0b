"""The maze's own list of cases, and how it is told that one was reached.

A case is reached when its address was asked of the server. The cases of the frameworks are routes inside single-page
apps that never ask the server: those are reached when the browser showed an address of that app with the route in it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LIST = Path("blueprints/utils/resources/expected-results.json")
_FRAMEWORKS = "/javascript/frameworks/"


@dataclass(frozen=True)
class Case:
    """One expected address; `reachable` is False where no browser and no reader could come, and `note` says why."""

    path: str
    reachable: bool = True
    note: str = ""

    @property
    def route(self) -> tuple[str, str] | None:
        """The app and the route of a framework's case, e.g. ("angular", "event-handler.found")."""
        if not self.path.startswith(_FRAMEWORKS):
            return None
        app, _, rest = self.path.removeprefix(_FRAMEWORKS).partition("/")
        return app, rest.rpartition("/")[2]


def cases(app: Path) -> list[Case]:
    """Every case, as the maze lists them."""
    listed: list[str] = json.loads((app / _LIST).read_text())
    return [Case(path) for path in listed]


def reached_in_browser(wanted: list[Case], actions: Path) -> set[str]:
    """The framework cases whose route stood in the browser's address at some time."""
    seen: set[tuple[str, str]] = set()
    for line in actions.read_text(encoding="utf-8").splitlines():
        address: str = json.loads(line)["url"]
        parts = urlsplit(address)
        path = unquote(parts.path)
        if path.startswith(_FRAMEWORKS):
            app, _, rest = path.removeprefix(_FRAMEWORKS).partition("/")
            seen.update(
                (app, step) for step in f"{rest}/{unquote(parts.fragment)}".replace("!", "/").split("/") if step
            )
    return {case.path for case in wanted if case.route in seen}
