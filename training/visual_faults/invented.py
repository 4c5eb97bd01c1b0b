"""Pages made up to learn from: what looks nearly like a fault is in many of them (noise, grey boxes, letters on
pictures, straight edges beside text, badges over corners), and is none.
"""

# Style sheets and drawings read better in long lines.
# ruff: noqa: E501

import random
from collections.abc import Callable

_WORDS = (
    "the quick order of stoneware mugs was sent with postage paid and arrives before Friday in your garden shop please sign up for news about new plates",
    "Your monthly report shows revenue up by twelve percent across regions while support tickets declined since Q3 invoice settings dashboard",
    "Die Bestellung der großen Tasse wurde versandt und kommt vor Freitag im Gartenhaus an über Straße Brücke Öffnungszeiten",
    "El pedido de la taza grande se envió con franqueo pagado y llegará antes del viernes a tu jardín mañana señor",
    "La commande de la grande tasse a été expédiée et arrivera avant vendredi dans votre jardin déjà près d’ici où",
    "سفارش لیوان بزرگ شما با هزینه پست فرستاده شد و پیش از جمعه به باغ شما می‌رسد سپاس از خرید",
    "Заказ большой кружки отправлен и прибудет до пятницы в ваш сад спасибо за покупку и до скорой встречи",
    "Η παραγγελία της μεγάλης κούπας στάλθηκε και θα φτάσει πριν από την Παρασκευή στον κήπο σας",
)
_FONTS = ("sans-serif", "serif", "Roboto", "Open Sans", "Lato", "Noto Sans", "Liberation Sans", "Liberation Serif")
_MORE_FONTS = ("Carlito", "Noto Serif", "DejaVu Sans", "monospace", "Liberation Sans Narrow", "DejaVu Serif")
_ICONS = (
    "M3 12l9-9 9 9M5 10v10h14V10",
    "M4 6h16M4 12h16M4 18h16",
    "M12 5v14M5 12h14",
    "M20 6L9 17l-5-5",
    "M11 4a7 7 0 100 14 7 7 0 000-14zM21 21l-5-5",
    "M4 4h16v12H5l-1 4z",
    "M12 2l3 7h7l-6 4 2 8-6-5-6 5 2-8-6-4h7z",
    "M5 3h14v18l-7-5-7 5z",
)
_CODE = (
    "const",
    "return",
    "if (x > 0)",
    "{",
    "}",
    "=>",
    "await",
    "def",
    "import",
    "self.value",
    "null",
    "// note",
    "[]",
)


class Maker:
    """The parts of one made-up page, all in its language, colours and fonts."""

    def __init__(self, seed: int, photos: list[str]) -> None:
        self.chance = random.Random(seed)
        self.photos = photos
        self.number = self.chance.choice((0, 0, 1, 1, 1, *range(2, len(_WORDS))))
        self.words = _WORDS[self.number].split()
        self.hue = self.chance.randint(0, 359)
        self.dark = self.chance.random() < 0.3

    def text(self, low: int, high: int) -> str:
        """So many words."""
        return " ".join(self.chance.choice(self.words) for _ in range(self.chance.randint(low, high))).capitalize()

    def colour(self, light: tuple[int, int] = (25, 75)) -> str:
        """One of the page's colours, or any."""
        hue = self.hue if self.chance.random() < 0.6 else self.chance.randint(0, 359)
        return f"hsl({hue} {self.chance.randint(10, 85)}% {self.chance.randint(*light)}%)"

    def many(self, part: Callable[[], str], low: int, high: int) -> str:
        """The same part again and again."""
        return "".join(part() for _ in range(self.chance.randint(low, high)))

    def photo(self, height: int, width: str = "100%") -> str:
        """A photograph or what stands for one: noise, blocks, a grey box, a gradient."""
        style = f"width:{width};height:{height}px;object-fit:cover;border-radius:{self.chance.choice((0, 0, 6, 14))}px"
        luck = self.chance.random()
        if luck < 0.66 and self.photos:
            return f'<img src="{self.chance.choice(self.photos)}" alt="{self.text(1, 3)}" style="{style}">'
        inner = self.chance.choice((self.noise, self.blocks, self.placeholder, self.sky))()
        return f'<svg style="{style};display:block" viewBox="0 0 320 180" preserveAspectRatio="none">{inner}</svg>'

    def noise(self) -> str:
        """Grain as of a cloth, clouds, or static that an artist wanted."""
        kind, grain = self.chance.choice(("fractalNoise", "turbulence")), self.chance.choice((0.01, 0.05, 0.2, 0.8))
        name = f"n{self.chance.randint(0, 10**9)}"
        return f'<filter id="{name}"><feTurbulence type="{kind}" baseFrequency="{grain}" numOctaves="3"/></filter><rect width="320" height="180" filter="url(#{name})"/>'

    def blocks(self) -> str:
        """Tiles in regular order, as of a mosaic or a heat map."""
        side, spread = self.chance.choice((10, 20, 30)), self.chance.choice((4, 12, 40))
        light = self.chance.randint(40, 60)
        return "".join(
            f'<rect x="{x}" y="{y}" width="{side - 1}" height="{side - 1}" fill="hsl({self.hue} 60% {light + self.chance.randint(-spread, spread)}%)"/>'
            for x in range(0, 320, side)
            for y in range(0, 180, side)
        )

    def placeholder(self) -> str:
        """A grey box that says its size, or nothing."""
        grey, words = (
            self.chance.choice(("#808080", "#ccc", "#e9ecef", "#868e96")),
            self.chance.choice(("320x180", "", "Image")),
        )
        return f'<rect width="320" height="180" fill="{grey}"/><text x="160" y="96" text-anchor="middle" fill="#fff" font-size="22">{words}</text>'

    def sky(self) -> str:
        """A gradient with hills."""
        name = f"g{self.chance.randint(0, 10**9)}"
        hills = " ".join(f"{x},{self.chance.randint(60, 170)}" for x in range(0, 330, 40))
        return f'<linearGradient id="{name}" x2="0" y2="1"><stop stop-color="{self.colour()}"/><stop offset="1" stop-color="{self.colour()}"/></linearGradient><rect width="320" height="180" fill="url(#{name})"/><polygon points="0,180 {hills} 320,180" fill="{self.colour()}"/>'

    def icon(self, side: int = 20) -> str:
        """A small line drawing."""
        return f'<svg width="{side}" height="{side}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"><path d="{self.chance.choice(_ICONS)}"/></svg>'

    def badge(self) -> str:
        """A word in a coloured pill."""
        return f'<span class="badge" style="background:{self.colour((30, 50))}">{self.chance.choice((self.text(1, 1), str(self.chance.randint(1, 99))))}</span>'

    def avatar(self) -> str:
        """A round picture or letters, that overlap each other in a row."""
        side = self.chance.choice((28, 36, 48))
        box = f"width:{side}px;height:{side}px;border-radius:50%;margin-inline-end:{self.chance.choice((6, -8, -10))}px;border:2px solid var(--paper)"
        if self.chance.random() < 0.5 and self.photos:
            return f'<img src="{self.chance.choice(self.photos)}" alt="" style="{box};object-fit:cover">'
        return f'<span style="{box};display:inline-grid;place-items:center;background:{self.colour((30, 50))};color:#fff;font-size:12px">{self.text(1, 1)[:2].upper()}</span>'

    def cards(self) -> str:
        """Pictures with words under, over or beside them; a badge on a corner."""
        columns, height, style = self.chance.choice((2, 3, 4)), self.chance.choice((90, 130, 180)), self.chance.random()

        def card() -> str:
            picture = self.photo(height) if self.chance.random() < 0.75 else ""
            if style < 0.3:
                return f'<div class="card" style="position:relative;padding:0">{picture}<div class="over"><b>{self.text(1, 4)}</b><br>{self.text(2, 6)}</div></div>'
            mark = (
                f'<div style="position:absolute;top:-7px;inset-inline-end:10px">{self.badge()}</div>'
                if style > 0.6
                else ""
            )
            foot = (
                self.many(self.avatar, 2, 4)
                if self.chance.random() < 0.3
                else f"<button>{self.text(1, 2)}</button> {self.badge()}"
            )
            return f'<div class="card" style="position:relative">{mark}{picture}<h3>{self.icon()} {self.text(2, 4)}</h3><p>{self.text(5, 24)}</p>{foot}</div>'

        return f'<div class="grid" style="--columns:{columns}">{self.many(card, columns, 2 * columns)}</div>'

    def table(self) -> str:
        """Rows close together or far apart."""
        pad, stripes = self.chance.choice((2, 5, 9, 14)), self.chance.choice(("", "class=stripes"))
        head = self.many(lambda: f"<th>{self.text(1, 2)}</th>", 5, 5)

        def cell() -> str:
            return self.chance.choice(
                (str(self.chance.randint(1, 99999) / 100), self.text(1, 3), self.badge(), self.icon(16))
            )

        rows = self.many(
            lambda: "<tr>" + self.many(lambda: f"<td style='padding:{pad}px'>{cell()}</td>", 5, 5) + "</tr>", 5, 16
        )
        return f"<table {stripes}><tr>{head}</tr>{rows}</table>"

    def article(self) -> str:
        """Long text, with pictures that text flows around, quotes and lists."""
        side = f'<div style="float:{self.chance.choice(("left", "right"))};width:38%;margin:4px 16px">{self.photo(150)}<small>{self.text(3, 9)}</small></div>'
        points = self.many(lambda: f"<li>{self.text(3, 14)} <a href='#'>{self.text(1, 3)}</a></li>", 3, 7)
        quote = f"<blockquote>{self.text(10, 30)}</blockquote>"
        return f"<h2>{self.text(2, 6)}</h2>{side}<p>{self.text(30, 90)}</p><ul>{points}</ul>{quote}<p>{self.text(30, 90)}</p>"

    def code(self) -> str:
        """A listing with coloured words."""

        def line() -> str:
            spaces = "&nbsp;" * self.chance.choice((0, 2, 4))
            return (
                spaces
                + self.many(
                    lambda: f'<span style="color:{self.colour((45, 65))}">{self.chance.choice(_CODE)}</span> ', 2, 7
                )
                + "<br>"
            )

        return f'<pre class="code">{self.many(line, 5, 14)}</pre><p>{self.text(6, 20)} <code>{self.chance.choice(_CODE)}</code></p>'

    def form(self) -> str:
        """Fields, a help text, choices."""

        def field() -> str:
            return f"<label>{self.text(1, 3)}<input value='{self.text(0, 4)}' placeholder='{self.text(1, 3)}'><small>{self.text(2, 8)}</small></label>"

        choices = self.many(
            lambda: f"<label><input type=checkbox style='width:auto;display:inline'> {self.text(1, 5)}</label>", 2, 4
        )
        return f"<form>{self.many(field, 3, 7)}{choices}<select><option>{self.text(1, 3)}</select> <button>{self.text(1, 2)}</button></form>"

    def chat(self) -> str:
        """Bubbles, some with a face."""
        return self.many(
            lambda: (
                f"<div class='bubble b{self.chance.randint(0, 1)}'>{self.avatar() if self.chance.random() < 0.4 else ''}{self.text(3, 24)}</div>"
            ),
            5,
            10,
        )

    def chart(self) -> str:
        """Bars or lines with words close to them, some of which lie on lines."""
        heights = [self.chance.randint(12, 150) for _ in range(self.chance.randint(6, 14))]
        step, name = 560 // len(heights), self.text(2, 4)
        grid = "".join(
            f'<path d="M30 {y}h560" stroke="#8886"/><text x="2" y="{y + 4}" font-size="11" fill="currentColor">{180 - y}</text>'
            for y in range(20, 181, 40)
        )
        marks = "".join(
            f'<text x="{34 + at * step}" y="196" font-size="11" fill="currentColor">{self.text(1, 1)[:6]}</text>'
            for at in range(len(heights))
        )
        if self.chance.random() < 0.5:
            shape = "".join(
                f'<rect x="{34 + at * step}" y="{180 - high}" width="{step - 6}" height="{high}" fill="{self.colour()}"/><text x="{36 + at * step}" y="{176 - high}" font-size="11" fill="currentColor">{high}</text>'
                for at, high in enumerate(heights)
            )
        else:
            points = " ".join(f"{40 + at * step},{180 - high}" for at, high in enumerate(heights))
            shape = f'<polyline points="{points}" fill="none" stroke="{self.colour()}" stroke-width="{self.chance.choice((1, 2, 4))}"/>'
        return f'<div class="card"><h3>{name}</h3><svg viewBox="0 0 600 200" style="width:100%">{grid}{marks}{shape}</svg></div>'

    def drawing(self) -> str:
        """Shapes and words on a canvas."""
        name, commands = f"c{self.chance.randint(0, 10**9)}", list[str]()
        for _ in range(self.chance.randint(5, 25)):
            x, y, width, height = (self.chance.randint(*span) for span in ((0, 560), (0, 200), (10, 160), (5, 70)))
            commands.append(
                f"b.fillStyle='{self.colour()}';b.{self.chance.choice(('fillRect', 'strokeRect'))}({x},{y},{width},{height});"
            )
        words = f"b.fillStyle='#fff';b.fillRect(20,90,300,40);b.fillStyle='#111';b.font='18px sans-serif';b.fillText('{self.text(2, 4)}',30,116);"
        return f'<canvas id="{name}" width="600" height="220" style="max-width:100%;background:#f4f4f4"></canvas><script>{{const b=document.getElementById("{name}").getContext("2d");{"".join(commands)}{words}}}</script>'

    def hero(self) -> str:
        """Large words on a picture or a colour."""
        picture = (
            f"background:#333 url({self.chance.choice(self.photos)}) center/cover"
            if self.photos and self.chance.random() < 0.6
            else f"background:linear-gradient({self.chance.randint(0, 360)}deg,{self.colour()},{self.colour()})"
        )
        return f'<div style="{picture};color:#fff;padding:{self.chance.randint(20, 90)}px 30px;text-align:{self.chance.choice(("start", "center"))}"><h1 style="font-size:{self.chance.choice((30, 44, 60))}px;margin:0">{self.text(2, 5)}</h1><p>{self.text(6, 20)}</p><button>{self.text(1, 2)}</button></div>'

    def tiles(self) -> str:
        """Large numbers and icons in coloured boxes, edge to edge."""
        gap = self.chance.choice((0, 1, 10, 20))

        def tile() -> str:
            big, number = self.chance.choice((20, 30, 40)), self.chance.randint(1, 9999)
            inner = f'{self.icon(self.chance.choice((16, 24, 40)))}<div style="font-size:{big}px;line-height:1.1">{number}</div>'
            return f'<div style="background:{self.colour()};color:#fff;padding:{self.chance.randint(4, 20)}px">{inner}{self.text(1, 3)}</div>'

        return f'<div class="grid" style="--columns:4;gap:{gap}px">{self.many(tile, 4, 8)}</div>'

    def tabs(self) -> str:
        """Words in boxes that touch, a line under one of them, steps and bars of progress."""
        words = self.many(
            lambda: (
                f'<span style="padding:8px 12px;border:1px solid #8886;{self.chance.choice(("", f"background:{self.colour()};color:#fff"))}">{self.text(1, 2)}</span>'
            ),
            3,
            6,
        )
        bar = f'<div style="background:#8884;margin:10px 0"><div style="width:{self.chance.randint(20, 95)}%;background:{self.colour((30, 45))};color:#fff;font-size:12px;text-align:center">{self.chance.randint(1, 99)}%</div></div>'
        shortened = f'<div style="white-space:nowrap;overflow:hidden;text-overflow:ellipsis;width:{self.chance.randint(120, 320)}px">{self.text(12, 20)}</div>'
        crossed = f"<s>{self.text(1, 4)}</s> <u>{self.text(1, 4)}</u> <mark>{self.text(1, 3)}</mark>"
        return f"<div>{words}</div>{bar}{shortened}<p>{crossed}</p>"

    def style(self) -> str:
        """The style sheet."""
        pick = self.chance.choice
        paper, ink = (
            (pick(("#16191d", "#0b1020", "#2b2b2b")), "#e6e8ea")
            if self.dark
            else (pick(("#fff", "#fff", "#fafafa", "#fdf6ec", "#eef1f6")), pick(("#111", "#333", "#555", "#1b2a4a")))
        )
        card = pick(
            (
                "box-shadow:0 1px 6px #0003",
                "border:1px solid #8884",
                f"background:hsl({self.hue} 40% 50%/.12)",
                "border-left:4px solid #48c",
            )
        )
        return f"""*{{box-sizing:border-box}}body{{--paper:{paper};margin:0;background:{paper};color:{ink};font:{pick((12, 13, 14, 15, 16, 18))}px/{pick((1.2, 1.4, 1.5, 1.8))} "{pick(_FONTS + _MORE_FONTS)}",sans-serif}}
h1,h2,h3{{font-family:"{pick(_FONTS)}",sans-serif;font-weight:{pick((400, 600, 800))};letter-spacing:{pick((0, 0, -0.5, 1))}px;text-transform:{pick(("none", "none", "uppercase"))}}}
header{{display:flex;gap:18px;align-items:center;flex-wrap:wrap;padding:{self.chance.randint(6, 26)}px 32px;background:{self.colour((15, 92))}}}header *{{color:{pick(("#fff", "#111"))}}}a{{color:hsl({self.hue} 70% {65 if self.dark else 40}%)}}
.page{{display:{pick(("block", "flex"))};align-items:start}}aside{{width:{pick((180, 240))}px;padding:14px;flex:none;background:#8882}}aside a{{display:block;padding:{pick((3, 8))}px}}main{{max-width:{pick((700, 980, 1180, 2000))}px;margin:auto;padding:{pick((6, 16))}px 24px;flex:1;min-width:0}}
.grid{{display:grid;grid-template-columns:repeat(auto-fit,minmax(max(150px,calc(80%/var(--columns))),1fr));gap:{self.chance.randint(4, 28)}px}}.card{{{card};border-radius:{pick((0, 4, 12))}px;padding:{pick((6, 14, 22))}px;margin:6px 0}}.over{{position:absolute;inset:auto 0 0 0;padding:10px;color:#fff;background:{pick(("#000a", "linear-gradient(transparent,#000)", "#0006"))}}}
table{{width:100%;border-collapse:{pick(("collapse", "separate"))};margin:10px 0}}td,th{{text-align:start;border-bottom:1px solid #8885}}.stripes tr:nth-child(even){{background:#8882}}button{{background:hsl({self.hue} 60% 38%);color:#fff;border:0;border-radius:{pick((0, 4, 20))}px;padding:{pick((4, 8, 12))}px 16px;font:inherit}}
label{{display:block;margin:10px 0}}input,select{{display:block;width:100%;padding:{pick((4, 7, 11))}px;font:inherit;border:1px solid #8888;border-radius:{pick((0, 4, 8))}px}}.badge{{color:#fff;border-radius:9px;padding:1px 8px;font-size:11px}}.bubble{{max-width:60%;padding:9px 14px;margin:8px;border-radius:14px;background:#8883}}
.b1{{margin-inline-start:auto;background:hsl({self.hue} 60% 45%/.4)}}.code{{background:{pick(("#1e1e1e", "#f5f5f5", "#272822"))};padding:12px;font:{pick((12, 13, 14))}px/{pick((1.3, 1.5))} monospace}}blockquote{{border-inline-start:4px solid #8888;margin:12px;padding:4px 14px;font-style:italic}}"""


def page(seed: int, photos: list[str]) -> str:
    """A whole document; the same for the same seed."""
    maker = Maker(seed, photos)
    parts = (maker.cards, maker.cards, maker.table, maker.article, maker.code, maker.form, maker.chat, maker.chart)
    parts = (*parts, maker.drawing, maker.hero, maker.tiles, maker.tabs, maker.cards, maker.article)
    body = "".join(f"<section>{part()}</section>" for part in maker.chance.sample(parts, maker.chance.randint(2, 6)))
    menu = maker.many(
        lambda: f"<a href='#'>{maker.icon() if maker.chance.random() < 0.3 else ''}{maker.text(1, 2)}</a>", 2, 7
    )
    side = (
        f"<aside>{maker.many(lambda: f'<a>{maker.icon(16)} {maker.text(1, 3)}</a>', 4, 12)}</aside>"
        if maker.chance.random() < 0.35
        else ""
    )
    foot = f"<footer style='padding:20px;background:#8883'>{maker.text(4, 16)} © 2026</footer>"
    direction = "rtl" if maker.words[0].startswith("س") else "ltr"
    return f'<!doctype html><html dir="{direction}"><meta charset="utf-8"><style>{maker.style()}</style><header><b>{maker.text(1, 2)}</b>{menu}</header><div class="page">{side}<main><h1>{maker.text(2, 5)}</h1><p>{maker.text(8, 40)}</p>{body}</main></div>{foot}</html>'
