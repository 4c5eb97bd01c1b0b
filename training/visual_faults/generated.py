"""Pages made up for training: many layouts, colours, fonts and languages that the packages' pages lack."""

# Style sheets read better in long lines.
# ruff: noqa: E501

import random

_WORDS = {
    "en": "the quick order of a stoneware mug was sent with postage paid and arrives before Friday in your garden shop",
    "de": "Die Bestellung der großen Tasse wurde versandt und kommt vor Freitag im Gartenhaus an über Straße und Brücke",
    "es": "El pedido de la taza grande se envió con franqueo pagado y llegará antes del viernes a tu jardín mañana",
    "fr": "La commande de la grande tasse a été expédiée et arrivera avant vendredi dans votre jardin déjà près d’ici",
    "fa": "سفارش لیوان بزرگ شما با هزینه پست فرستاده شد و پیش از جمعه به باغ شما می‌رسد سپاس از خرید",
    "ru": "Заказ большой кружки отправлен и прибудет до пятницы в ваш сад спасибо за покупку и до скорой встречи",
    "el": "Η παραγγελία της μεγάλης κούπας στάλθηκε και θα φτάσει πριν από την Παρασκευή στον κήπο σας",
}
_FONTS = ("sans-serif", "serif", "Roboto", "Open Sans", "Lato", "Noto Sans", "Liberation Serif", "Carlito", "monospace")


def page(seed: int, photos: list[str]) -> str:
    """A whole document; the same for the same seed."""
    chance = random.Random(seed)
    language = chance.choice([*_WORDS, "en", "en"])
    words = _WORDS[language].split()

    def text(low: int, high: int) -> str:
        return " ".join(chance.choice(words) for _ in range(chance.randint(low, high))).capitalize()

    hue, dark = chance.randint(0, 359), chance.random() < 0.25
    paper, ink = ("#16191d", "#e6e8ea") if dark else (chance.choice(("#fff", "#fafafa", "#fdf6ec")), "#222")
    card = chance.choice(("box-shadow:0 1px 6px #0003", "border:1px solid #8884", f"background:hsl({hue} 40% 50%/.12)"))
    columns = chance.choice((2, 3, 4))
    show = chance.choice(("cards", "table", "article", "form", "chat", "mixed"))

    def photo(height: int) -> str:
        fit = f"width:100%;height:{height}px;object-fit:cover"
        return f'<img src="{chance.choice(photos)}" alt="{text(1, 3)}" style="{fit}">'

    def cards() -> str:
        inner = "".join(
            f'<div class="card">{photo(chance.choice((110, 150))) if chance.random() < 0.7 else ""}<h3>{text(2, 4)}</h3>'
            f"<p>{text(6, 22)}</p><button>{text(1, 2)}</button></div>"
            for _ in range(columns * 2)
        )
        return f'<div class="grid">{inner}</div>'

    def table() -> str:
        rows = "".join(
            f"<tr><td>{text(1, 3)}</td><td>{chance.randint(1, 999)}</td><td>{text(1, 2)}</td></tr>" for _ in range(12)
        )
        return f"<table><tr><th>{text(1, 1)}</th><th>{text(1, 1)}</th><th>{text(1, 2)}</th></tr>{rows}</table>"

    def article() -> str:
        return "".join(f"<h2>{text(2, 6)}</h2><p>{text(30, 90)}</p>" for _ in range(3)) + photo(220)

    def form() -> str:
        return (
            "<form>" + "".join(f"<label>{text(1, 3)}<input value='{text(0, 3)}'></label>" for _ in range(7)) + "</form>"
        )

    def chat() -> str:
        return "".join(f"<div class='bubble b{chance.randint(0, 1)}'>{text(3, 24)}</div>" for _ in range(9))

    parts = {"cards": cards, "table": table, "article": article, "form": form, "chat": chat}
    chosen = chance.sample(list(parts), 3) if show == "mixed" else [show]
    body = "".join(f"<section>{parts[name]()}</section>" for name in chosen)
    menu = "".join(f"<a href='#'>{text(1, 2)}</a>" for _ in range(chance.randint(3, 6)))
    return f"""<!doctype html><html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}"><meta charset="utf-8"><style>
*{{box-sizing:border-box}}body{{margin:0;background:{paper};color:{ink};font:{chance.choice((14, 15, 16, 18))}px/{chance.choice((1.4, 1.5, 1.7))} "{chance.choice(_FONTS)}",sans-serif}}
header{{display:flex;gap:18px;align-items:center;padding:{chance.randint(8, 26)}px 32px;background:hsl({hue} 50% {chance.randint(20, 90)}%)}}header a,header b{{color:{chance.choice(("#fff", "#111"))}}}
main{{max-width:{chance.choice((760, 980, 1180, 2000))}px;margin:auto;padding:16px 24px}}.grid{{display:grid;grid-template-columns:repeat(auto-fill,minmax({900 // columns}px,1fr));gap:{chance.randint(8, 28)}px}}
.card{{{card};border-radius:{chance.choice((0, 4, 12))}px;padding:14px}}table{{width:100%;border-collapse:collapse}}td,th{{padding:{chance.randint(4, 12)}px;text-align:start;border-bottom:1px solid #8885}}
button{{background:hsl({hue} 60% 38%);color:#fff;border:0;border-radius:{chance.choice((0, 4, 20))}px;padding:8px 16px;font:inherit}}label{{display:block;margin:10px 0}}input{{display:block;width:100%;padding:7px;font:inherit}}
.bubble{{max-width:60%;padding:9px 14px;margin:8px;border-radius:14px;background:#8883}}.b1{{margin-inline-start:auto;background:hsl({hue} 60% 45%/.4)}}</style>
<header><b>{text(1, 2)}</b>{menu}</header><main><h1>{text(2, 5)}</h1><p>{text(10, 40)}</p>{body}</main></html>"""
