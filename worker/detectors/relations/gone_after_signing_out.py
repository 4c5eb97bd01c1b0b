"""Finds pages of an account that are still shown after signing out, by going back or by their address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.returns import Look, SignedOut
from worker.observation.observation import Observation

META = Meta(
    id="gone_after_signing_out",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Private page that is shown after signing out",
    why="Signing out clears the screen but not the session, or the browser may keep the page and shows its copy.",
    fix="End the session on the server, send private pages with Cache-Control: no-store, and draw them anew from the "
    "session when they are shown again (pageshow).",
    tags=("cwe-613", "cwe-525"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",),
)

_FEWEST_LINES = 3
_SHARE = 0.6


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when most of what only the account sees is there after signing out."""
    for result in observation.experiments:
        if not isinstance(result, SignedOut):
            continue
        private = set(result.inside.lines) - set(result.stranger.lines)
        # In another language than the stranger's, all that a page says would seem to be for the account alone.
        if len(private) < _FEWEST_LINES or result.stranger.language != result.after_opening.language:
            continue
        where = place(result.page, 30)
        if _is_there(result.page, result.after_opening) and _shows(private, result.after_opening):
            yield _found(
                observation, result, "address", f"{where} is still open after signing out", "Opened by its address"
            )
        elif result.after_back.url == result.inside.url and _shows(private, result.after_back):
            yield _found(
                observation,
                result,
                "back",
                f"Going back after signing out shows {where} again",
                "Going back",
                Severity.MEDIUM,
            )


def _is_there(page: str, look: Look) -> bool:
    """Whether it was not led elsewhere, as to where one signs in."""
    return urlsplit(look.url).path.rstrip("/") == urlsplit(page).path.rstrip("/")


def _shows(private: set[str], look: Look) -> bool:
    return len(private & set(look.lines)) >= _SHARE * len(private)


def _found(
    observation: Observation,
    result: SignedOut,
    kind: str,
    title: str,
    how: str,
    severity: Severity = META.severity,
) -> Finding:
    private = max((line for line in result.inside.lines if line not in result.stranger.lines), key=len)
    return finding(
        META,
        observation,
        # How browsers keep pages is decided for all of them at once.
        subject=kind if kind == "back" else f"{kind} {template_pattern(result.page)}",
        title=title[:1].upper() + title[1:],
        description=f"After signing out, {place(result.page)} shows what only the account should see "
        f"(“{shown(private, 50)}” and more). {how}, it comes without signing in. Expected: nothing of it.",
        severity=severity,
        page=result.page,
    )
