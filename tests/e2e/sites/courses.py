"""A list of courses with a form that narrows it by boxes and a word, page by page; `broken` names its faults."""

from urllib.parse import parse_qs, urlencode

from tests.e2e.sites.server import Answer, Asked, Page

COURSES = [
    (f"{name} {level}", level) for name in ("Bread", "Cheese", "Honey", "Soap", "Wine") for level in ("One", "Two")
]
A_PAGE = 4
PAGE = """<!doctype html><html lang=en><title>Courses</title><main><h1>Courses</h1>
<form id=narrow action="/" aria-label="Filter"><label>Words <input type=search name=q></label>
<fieldset><legend>Level</legend>{boxes}</fieldset><button>Apply</button></form><ul>{rows}</ul><p>{pages}</p></main>
<script>{script}</script>"""
# Narrows what stands there, which the address does not tell.
AT_ONCE = """document.querySelectorAll('input[type=checkbox]').forEach((box) => { box.onchange = async () => {
  const asked = new URLSearchParams(new FormData(document.getElementById('narrow')));
  const answer = await (await fetch(`/?${asked}`)).text();
  document.querySelector('ul').innerHTML = answer.match(/<ul>(.*?)<\\/ul>/s)[1];
}; });"""


def pages(*broken: str) -> dict[str, Answer]:
    """The list, and a page for each course."""

    def listed(asked: Asked) -> Page:
        query = parse_qs(asked.query)
        levels, number = query.get("level", []), int(query.get("page", ["1"])[0])
        found = [name for name, level in COURSES if not levels or level in levels]
        rows = "".join(
            f'<li><a href="/course/{name.replace(" ", "-")}">{name}</a></li>'
            for name in found[(number - 1) * A_PAGE : number * A_PAGE]
        )
        boxes = "".join(
            f"<label><input type=checkbox name=level value={level} {'checked' * (level in levels)}> {level}</label>"
            for level in ("One", "Two")
        )
        kept = [] if "pager" in broken else [("level", level) for level in levels]
        last = -(-len(found) // A_PAGE)
        links = (f'<a href="/?{urlencode([*kept, ("page", one)])}">{one}</a>' for one in range(1, last + 1))
        script = AT_ONCE if "untold" in broken else ""
        return Page(PAGE.format(boxes=boxes, rows=rows, pages=" ".join(links), script=script))

    def course(asked: Asked) -> Page:
        name = asked.path.rpartition("/")[2].replace("-", " ")
        return Page(f"<!doctype html><html lang=en><title>{name}</title><h1>{name}</h1><p>Every Monday at nine.</p>")

    return {"/": listed, "*": course}
