"""A page whose language one changes, and where that leads."""

from collections.abc import Callable

import pytest

from tests.e2e.sites.experimenting import tried
from tests.e2e.sites.server import Asked, Page, Site
from worker.explorer.experiments.relations import switched_language
from worker.surfaces.interface import Surface

WORDS = {"en": ("Our clock", "It strikes the hours"), "de": ("Unsere Uhr", "Sie schlägt die Stunden")}


def museum(leads_to: str) -> Callable[[Asked], Page]:
    """A page in two languages, kept in a cookie; choosing one leads to `leads_to`."""

    def answer(asked: Asked) -> Page:
        if asked.path == "/to-german":
            return Page("", 303, headers={"location": leads_to, "set-cookie": "language=de; Path=/"})
        if asked.path == "/de/uhr":
            heading, said = WORDS["de"]
            return Page(f"<!doctype html><html lang=de><title>{heading}</title><h1>{heading}</h1><p>{said}</p>")
        language = "de" if "language=de" in asked.headers.get("cookie", "") and leads_to != "/de/uhr" else "en"
        heading, said = WORDS[language] if asked.path == "/things/clock" else ("Museum", language)
        return Page(f"""<!doctype html><html lang={language}><title>{heading}</title>
            <header><a href=/to-german>Deutsch</a></header><h1>{heading}</h1><p>{said}</p>""")

    return answer


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("leads_to", "rules"),
    [
        ("/", {"language_switch_keeps_the_page"}),
        ("/things/clock", set[str]()),
        ("/de/uhr", set[str]()),
    ],
    ids=["to the start", "to the page", "to the page by its German name"],
)
async def test_another_language_shows_the_page_that_one_reads(
    browser_surface: Surface, site: Callable[..., Site], leads_to: str, rules: set[str]
) -> None:
    found = await tried(browser_surface, f"{site({'*': museum(leads_to)}).url}things/clock", switched_language)
    assert {one.rule for one in found if one.certain and one.rule.startswith("language")} == rules
