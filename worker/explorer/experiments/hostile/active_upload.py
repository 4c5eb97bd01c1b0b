"""Uploads a small page of HTML (and a drawing that could hold scripts) and looks whether the site serves it as such.

What is uploaded is a page of one sentence without any script. Served as a page from the site's own address, another one
could run scripts in the name of whoever opens it.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urljoin

from worker.explorer.experiments.answers import sent
from worker.explorer.experiments.entries import Sending, fresh_token
from worker.explorer.experiments.form_page import come_to_form
from worker.explorer.experiments.form_places import place_of_form
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import Persona, fields_of, fill, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.attacks import ActiveUpload
from worker.observation.observation import Observation
from worker.observation.sites import same_site
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("active_upload", share=2.0, most=4)

_KINDS = {"html": ("text/html", "application/xhtml+xml"), "svg": ("image/svg+xml",)}
# Stands in the samples of both kinds (see `worker/surfaces/browser/samples.py`).
_SENTENCE = "A sample page."
_ADDRESS = re.compile(r"(?:href|src|data|action)\s*=\s*[\"']([^\"'#]+)[\"']|\"((?:https?://|/)[^\"\s]{3,300})\"")
_MOST_ASKED = 8


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Whether a form's file field takes a page and the site serves it as one; the items are the kinds of file."""

    way: tuple[Deed, ...]
    page: str
    form: str
    field: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """What to do with what was uploaded."""
        return ("Open the address of the uploaded file",)

    def with_items(self, items: frozenset[str]) -> Request:
        """These kinds only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Upload a file of each kind, and ask for the addresses that appear with it."""
        for kind in sorted(self.items):
            place = await come_to_form(walk, self.way, self.page, self.form)
            field = place[0].element(self.field) if place else None
            if place is None or field is None:
                return
            screen, form = place
            walk.tell_from_here()
            name = f"{fresh_token()}.{kind}"
            button = submit(screen, form, skip_browser_validation=True)
            others = [
                one
                for one in fill(screen, form, Persona(random.Random(self.form)))
                if one.kind is not ActionKind.UPLOAD
            ]
            deed = (*others, Action(ActionKind.UPLOAD, target_of(field), name), *([button] if button else []))
            with walk.provoking():
                seen = await walk.perform(*deed)
            for url in _appeared(screen.markup, seen, name):
                if found := await _served(walk, url, kind, name):
                    await walk.conclude(self.with_items(frozenset((kind,))), found)
                    break


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every form with a field for files."""
    if not scene.new_state:
        return
    screen = scene.screen
    for form in screen.forms:
        field = next((one for one in fields_of(screen, form) if one.input_type == "file"), None)
        if field is not None:
            request = UploadPage(scene.way, screen.url, form.key, field.key, frozenset(_KINDS))
            probes = (screen.url, urljoin(screen.url, form.action))
            yield Proposal(request, place_of_form(screen, form), probes, "uploading pages")


def _appeared(markup: str, seen: Observation, name: str) -> list[str]:
    """Addresses of this site that were not there before, those that carry the file's name first."""
    bodies = [seen.screen.markup, *(one.body for one in seen.exchanges if one.kind in ("xhr", "fetch", "document"))]
    found = [address for body in bodies for pair in _ADDRESS.findall(body) for address in pair if address]
    new = dict.fromkeys(urljoin(seen.screen.url, unescape(one)) for one in found if one not in markup)
    own = [url for url in new if url.startswith(("http://", "https://")) and same_site(url, seen.screen.url)]
    return sorted(own, key=lambda url: name.partition(".")[0] not in url)[:_MOST_ASKED]


async def _served(walk: Walk, url: str, kind: str, name: str) -> ActiveUpload | None:
    answer = await walk.visitor.fetch(url, follow_redirects=False, body_limit=2048)
    content_type = answer.response_headers.get("content-type", "").partition(";")[0].strip().lower()
    headers = " ".join(f"{one}: {value}" for one, value in answer.response_headers.items()).lower()
    kept_apart = "content-disposition: attachment" in headers or "content-security-policy: sandbox" in headers
    if answer.status != 200 or content_type not in _KINDS[kind] or kept_apart or _SENTENCE not in answer.body:
        return None
    return ActiveUpload(url, name, content_type, sent(Sending("GET", url, url), answer, _SENTENCE))
