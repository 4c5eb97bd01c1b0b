"""Finds icons whose font did not come: their names ("arrow_back") or empty boxes are shown instead.

Where a stylesheet of another site did not come, that site may refuse us alone: a person should look.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.observation import Observation
from worker.observation.sites import same_site

META = Meta(
    id="icon_font_missing",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Icons without their font",
    why="The font that draws the icons is not loaded: a wrong address, a blocked request, or a family nobody declares.",
    fix="Serve the font with the app and check the address in @font-face; or use drawings (SVG) for icons.",
    references=("https://developer.mozilla.org/docs/Web/CSS/@font-face",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each font."""
    if observation.layout is None:
        return
    told: set[str] = set()
    page = observation.screen.url
    # What another site serves may be kept from us alone.
    kept_away = any(not sheet.loaded and not same_site(sheet.url, page) for sheet in observation.layout.sheets)
    for icon in observation.layout.fontless_icons:
        if icon.family in told:
            continue
        told.add(icon.family)
        alike = [one for one in observation.layout.fontless_icons if one.family == icon.family]
        seen = f"the name “{shown(icon.text, 24)}”" if icon.text else "an empty box"
        yield finding(
            META,
            observation,
            subject=f"font {mask(icon.family)}",
            title=f"Icons on {place(observation.screen.url, 30)} show {seen} instead",
            description=f"The font “{icon.family}” is not there, so {seen} stands where an icon should be (at least "
            f"{len(alike)} on this page). Expected: the icon is drawn.",
            boxes=tuple(one.box for one in alike[:5]),
            element=element_pattern(icon.key),
            certain=not kept_away,
            details={"font": icon.family, "icons": len(alike)},
        )
