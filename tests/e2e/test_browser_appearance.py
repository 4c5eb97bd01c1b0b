"""What a page looks like when it is studied: in a real browser, faults are seen and sound pages are silent."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.e2e.sites.server import Site
from worker.detectors import registry
from worker.detectors.base import Category
from worker.explorer.graph import open_page
from worker.surfaces.interface import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

VISUAL = tuple(one for one in registry.load() if one.meta.category is Category.VISUAL)
STYLE = """<meta charset="utf-8"><style>
body { margin: 0; font: 16px/1.5 sans-serif } main { padding: 24px }
nav { display: flex; gap: 12px; padding: 12px } nav a { width: 90px; height: 30px }
.card { width: 220px; min-height: 60px; border: 1px solid #888; padding: 8px; margin: 12px 0 }
.narrow { width: 200px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
.bar { display: flex; gap: 8px } button { width: 120px; height: 36px }
</style>"""
DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='80' height='60'/%3E"

# Words that are only read aloud, and stand where something else is seen.
FOR_THE_EAR = """<p style="position:relative;height:40px"><span style="position:absolute;width:1px;height:1px;left:8px;
overflow:hidden;clip-path:inset(50%);white-space:nowrap">Anna, to your account and settings</span>
<span style="position:absolute;left:0;top:0;width:150px;height:36px;background:#fc0">Anna</span></p>"""


def page(*, tab: str = "", card: str = "", narrow: str = "", second: str = "", icon: str = "", more: str = "") -> str:
    """The same page, sound unless something is said."""
    return f"""<!doctype html><html lang="en">{STYLE}<title>Mugs</title>
<nav><a href="#a">Mugs</a><a href="#b">Cups</a><a href="#c" style="{tab}">Jugs</a><a href="#d">Bowls</a></nav>
<main><h1>Our mugs</h1><div class="card" style="{card}"><p>Made by hand in a small workshop by the sea.</p></div>
<p class="narrow" style="{narrow}">Stoneware mug in blue, glazed twice by hand</p>
<div class="bar"><button>Save this</button><button style="{second}">Throw away</button></div>
<p style="{icon}">{"home" if icon else "Welcome"}</p>{more}</main></html>"""


async def found(visitor: Visitor, site: Site) -> set[str]:
    seen = await visitor.perform(*open_page(site.url))
    looks = await visitor.study_appearance()
    assert looks.picture is not None
    assert looks.picture.startswith(b"\x89PNG")
    read = await looks.read()
    studied = replace(seen, layout=looks.layout, picture=looks.picture, printed=read.printed, blemishes=read.blemishes)
    findings, errors = registry.judge(VISUAL, studied)
    assert not errors
    return {finding.rule for finding in findings}


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ({"tab": "margin-top:6px"}, "unaligned_sibling"),
        ({"card": "white-space:nowrap"}, "text_outside_box"),
        ({"narrow": "width:30px"}, "unreadable_ellipsis"),
        ({"second": "margin-left:-60px"}, "overlapping_controls"),
        ({"icon": "font-family:'Material Icons'"}, "icon_font_missing"),
        ({"more": f'<p>A drawing <img src="{DOT}" style="height:0;width:80px" alt="Mug"></p>'}, "collapsed_picture"),
        ({"more": '<p style="margin-left:-80px">Every mug is glazed twice by hand</p>'}, "off_screen"),
        (
            {
                "more": "<p>Every mug is glazed twice, by hand</p>"
                '<div class="price" style="position:absolute;left:100px;margin-top:-40px;width:90px;height:30px;'
                'background:#fc0">£14</div>'
            },
            "partly_covered_text",
        ),
        ({"more": FOR_THE_EAR}, ""),
        ({}, ""),
    ],
    ids=lambda value: value if isinstance(value, str) and value else None,
)
async def test_sees_what_is_broken_and_nothing_else(
    visitor: Visitor, site: Callable[..., Site], fault: dict[str, str], rule: str
) -> None:
    assert await found(visitor, site({"/": page(**fault)})) == ({rule} if rule else set())


async def test_sees_a_page_whose_stylesheet_is_a_page(visitor: Visitor, site: Callable[..., Site]) -> None:
    bare = '<!doctype html><html lang="en"><link rel="stylesheet" href="/style.css"><title>Mugs</title><h1>Mugs</h1>'
    assert await found(visitor, site({"/": bare, "/style.css": "<h1>Not found</h1>"})) == {"unstyled_page"}


async def test_reads_what_is_drawn_on_a_canvas(visitor: Visitor, site: Callable[..., Site]) -> None:
    drawing = """<!doctype html><html lang="en"><title>Sales</title><h1>Sales</h1>
<canvas width="420" height="120" aria-label="Sales"></canvas><script>
const brush = document.querySelector('canvas').getContext('2d');
brush.font = '28px sans-serif'; brush.fillText('Total sales in May', 20, 40); brush.fillText('NaN %', 20, 95);
</script>"""
    assert await found(visitor, site({"/": drawing})) == {"printed_placeholder"}
