"""Every picture of the shop, drawn when it is asked for: products in three views, rooms and benches, the icon."""

from collections.abc import Sequence

from examples.shop.catalogue import Product
from examples.shop.drawings import DRAWINGS, plank, rectangle
from examples.shop.scenes import Placed, Scene

VIEWS = ("whole", "close", "home")


def gradient(name: str, stops: Sequence[tuple[float, str, float]], direction: str = "") -> str:
    """A linear gradient; its stops are place (0 to 1), colour and opacity."""
    inside = "".join(
        f'<stop offset="{place}" stop-color="{colour}" stop-opacity="{opacity}"/>' for place, colour, opacity in stops
    )
    return f'<linearGradient id="{name}" {direction}>{inside}</linearGradient>'


DEFINITIONS = "".join(
    (
        "<defs>",
        gradient("shade", [(0, "#fff", 0.22), (0.45, "#fff", 0), (1, "#1c1510", 0.3)]),
        gradient("glass", [(0, "#fff", 0.55), (0.4, "#fff", 0.06), (1, "#2c4a4a", 0.28)]),
        gradient("glow", [(0, "#fff", 0), (1, "#ffe9b0", 0.85)], 'x2="0" y2="1"'),
        gradient("day", [(0, "#fff", 0.5), (1, "#5b4a38", 0.12)], 'x2="1" y2="1"'),
        gradient("ground", [(0, "#fff", 0.3), (1, "#5b4a38", 0.14)], 'x2="0" y2="1"'),
        "</defs>",
    )
)


def picture(width: float, height: float, content: str, view_box: str | None = None) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="{view_box or f"0 0 {width:g} {height:g}"}">{DEFINITIONS}{content}</svg>'
    )


def product_picture(product: Product, view: str) -> str:
    """A product on a table (`whole`), near by (`close`), or on a shelf at home (`home`)."""
    thing = DRAWINGS[product.drawing](product.colours)
    if view == "home":
        wall = rectangle(0, 0, 400, 400, "#5d6f63") + rectangle(0, 0, 400, 400, "url(#day)")
        shelf = plank(0, 330, 400, 22, "#b98d58")
        return picture(800, 800, f'{wall}{shelf}<g transform="translate(44 67) scale(.85)">{thing}</g>', "0 0 400 400")
    wall = rectangle(0, 0, 400, 400, product.wall) + rectangle(0, 0, 400, 400, "url(#day)")
    table = rectangle(0, 292, 400, 108, "#fff", 0.35) + rectangle(0, 292, 400, 108, "url(#ground)")
    return picture(800, 800, wall + table + thing, "80 90 250 250" if view == "close" else "0 0 400 400")


def scene_picture(scene: Scene, products: dict[str, Product]) -> str:
    def place(thing: Placed) -> str:
        product, top = products[thing.slug], thing.foot - 310 * thing.scale
        drawing = DRAWINGS[product.drawing](product.colours)
        return f'<g transform="translate({thing.left} {top:.1f}) scale({thing.scale})">{drawing}</g>'

    width, height, below = scene.width, scene.height, scene.height - scene.horizon
    wall = rectangle(0, 0, width, height, scene.wall) + rectangle(0, 0, width, height, "url(#day)")
    floor = rectangle(0, scene.horizon, width, below, scene.floor)
    floor += rectangle(0, scene.horizon, width, below, "url(#ground)")
    return picture(width, height, wall + floor + scene.furniture + "".join(place(thing) for thing in scene.things))


def icon() -> str:
    """The mark of the shop: a lark's wing in a circle."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
        '<circle cx="32" cy="32" r="32" fill="#2f4a3a"/>'
        '<path d="M14 40q20 2 24-24q12 14 2 27q-9 9-26-3z" fill="#f6efe2"/>'
        '<path d="M22 37q12-1 15-12" stroke="#2f4a3a" stroke-width="2.5" fill="none"/></svg>'
    )
