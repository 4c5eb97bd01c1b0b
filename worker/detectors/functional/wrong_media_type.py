"""Finds scripts and stylesheets that the browser refuses because of the media type they are sent with.

Most often the file is not there and the server sends its start page instead, with status 200.
"""

import re
from collections.abc import Iterator

from worker.detectors.addresses import is_tracker
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, place
from worker.observation.observation import Observation
from worker.observation.sites import same_site

META = Meta(
    id="wrong_media_type",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="File is refused because of its media type",
    why="The server sends the file with a media type that browsers do not accept for it.",
    fix="Send scripts as text/javascript and stylesheets as text/css; answer with 404 instead of a page where there is "
    "no such file.",
    tags=("cwe-436",),
    references=("https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type?",),
)

_REFUSED = re.compile(r"^Refused to (?:execute script|apply style) from '([^']+)' because its MIME type \('([^']*)'\)")
_MODULE = re.compile(r"^Failed to load module script: .*responded with a MIME type of [\"']([^\"']*)")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each file; one that is answered with an error is told of by the rule for that."""
    page = observation.screen.url
    failed = {one.url for one in observation.exchanges if one.status is None or one.status >= 400}
    for message in observation.console:
        if refused := _REFUSED.search(message.text):
            url, kind = refused.group(1), refused.group(2)
        elif (module := _MODULE.search(message.text)) and message.url:
            url, kind = message.url, module.group(1)
        else:
            continue
        if url in failed or is_tracker(url):
            continue
        yield finding(
            META,
            observation,
            subject=address_pattern(url, page),
            severity=META.severity if same_site(url, page) else Severity.LOW,
            title=f"File sent as {kind or 'nothing at all'} is not used: {place(url)}",
            description=f"The server sends {place(url, 80)} with the media type “{kind}”, so the browser refuses to "
            "use it. Expected: the type of a script or stylesheet.",
            details={"address": url, "type": kind},
        )
