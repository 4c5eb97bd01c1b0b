"""The things the shop sells, each drawn as a fragment of SVG that stands on y = 310 in a square of 400.

Every fragment expects the gradients `shade`, `glow` and `glass` that pictures.py puts around it.
"""

from collections.abc import Callable, Sequence

Colours = Sequence[str]
INK = "#2a2723"


def solid(path: str, colour: str) -> str:
    """A filled shape, lit from the left: the colour, and the shade over it."""
    return f'<path d="{path}" fill="{colour}"/><path d="{path}" fill="url(#shade)"/>'


def line(path: str, colour: str, width: float, opacity: float = 1) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"'
        f' stroke-linejoin="round" opacity="{opacity}"/>'
    )


def oval(x: float, y: float, across: float, tall: float, colour: str, opacity: float = 1) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{across}" ry="{tall}" fill="{colour}" opacity="{opacity}"/>'


def box(x: float, y: float, width: float, height: float, radius: float) -> str:
    """The path of a rounded rectangle."""
    r = radius
    return (
        f"M{x + r} {y}h{width - 2 * r}a{r} {r} 0 0 1 {r} {r}v{height - 2 * r}a{r} {r} 0 0 1 {-r} {r}"
        f"h{2 * r - width}a{r} {r} 0 0 1 {-r} {-r}v{2 * r - height}a{r} {r} 0 0 1 {r} {-r}z"
    )


def shadow(x: float, across: float) -> str:
    return oval(x, 311, across, 11, INK, 0.16) + oval(x, 311, across * 0.8, 7, INK, 0.14)


def rectangle(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" opacity="{opacity}"/>'


def plank(x: float, y: float, width: float, height: float, colour: str) -> str:
    return rectangle(x, y, width, height, colour) + rectangle(x, y + height, width, 10, "#2a2723", 0.12)


def window(x: float, y: float, width: float, height: float) -> str:
    half, middle = width / 2, height / 2
    panes = "".join(
        rectangle(x + left, y + top, half - 14, middle - 14, colour)
        for left, top, colour in (
            (9, 9, "#cfe0e2"),
            (half + 5, 9, "#cfe0e2"),
            (9, middle + 5, "#c2d6c9"),
            (half + 5, middle + 5, "#b7cfba"),
        )
    )
    light = f'<path d="M{x + 20} {y + height + 40}h{width}l190 420h-{width + 60}z" fill="#fff" opacity=".16"/>'
    sill = rectangle(x - 14, y + height, width + 28, 16, "#f3ecdf")
    return rectangle(x, y, width, height, "#fbf8f0") + panes + sill + light


def mug(c: Colours) -> str:
    return (
        shadow(196, 92)
        + line("M248 202q54-6 54 40t-58 42", c[0], 17)
        + line("M248 202q54-6 54 40t-58 42", INK, 17, 0.12)
        + solid("M122 166h132v112q0 32-32 32h-68q-32 0-32-32z", c[0])
        + solid("M122 166h132v30q-18 14-36 4t-38 6-32-6-26-2z", c[1])
        + oval(188, 166, 66, 13, c[1])
        + oval(188, 168, 56, 9, "#4a3626")
    )


def teapot(c: Colours) -> str:
    return (
        shadow(200, 108)
        + line("M272 206q66-22 58 30t-62 46", c[1], 13)
        + solid("M138 244q-44-6-58-66l-16 4q-2-12 8-14l22-2q14 42 56 40z", c[0])
        + solid("M120 246q0-76 82-76t82 76q0 64-44 64h-76q-44 0-44-64z", c[0])
        + solid("M152 176q6-22 50-22t50 22q-50 16-100 0z", c[0])
        + line("M150 178q52 16 104 0", INK, 3, 0.35)
        + oval(202, 146, 15, 13, "#b98d58")
        + line("M128 276q74 14 148 0", c[1], 3, 0.35)
    )


def casserole(c: Colours) -> str:
    return (
        shadow(200, 136)
        + solid(box(58, 214, 40, 20, 10), c[0])
        + solid(box(302, 214, 40, 20, 10), c[0])
        + solid("M78 206h244v66q0 38-38 38H116q-38 0-38-38z", c[0])
        + solid("M70 204q8-50 130-50t130 50q0 8-8 8H78q-8 0-8-8z", c[0])
        + line("M74 211h252", INK, 3, 0.35)
        + solid("M176 154q0-8 8-10l4-14h24l4 14q8 2 8 10z", c[1])
    )


def board(c: Colours) -> str:
    grain = "".join(line(f"M{126 + i * 21} 92q{10 - i * 3} 100 0 208", c[1], 2, 0.35) for i in range(6))
    return (
        shadow(186, 92)
        + solid(
            "M164 40q0-14 14-14h16q14 0 14 14v34h34q22 0 22 22v192q0 22-22 22H130q-22 0-22-22V96q0-22 22-22h34z",
            c[0],
        )
        + grain
        + oval(186, 50, 9, 9, "#e4e8e2")
        + line("M108 204q60-16 156 6", c[1], 2, 0.3)
    )


def mill(c: Colours) -> str:
    return (
        shadow(200, 62)
        + solid("M158 150h84q-20 34-12 76t22 84H148q14-42 22-84t-12-76z", c[0])
        + solid(box(150, 128, 100, 24, 12), c[1])
        + solid("M160 128q-6-50 40-50t40 50z", c[0])
        + oval(200, 68, 13, 13, c[1])
        + line("M152 290h96", c[1], 4, 0.55)
    )


def jar(c: Colours) -> str:
    return (
        shadow(200, 88)
        + solid("M124 148h152q14 12 14 34v96q0 32-32 32H142q-32 0-32-32v-96q0-22 14-34z", c[0])
        + '<path d="M118 210q82 18 164 0v66q0 26-28 26H146q-28 0-28-26z" fill="#c79a62"/>'
        + '<path d="M118 210q82 18 164 0v66q0 26-28 26H146q-28 0-28-26z" fill="url(#shade)"/>'
        + line("M134 180v84", "#ffffff", 9, 0.55)
        + solid(box(118, 104, 164, 46, 10), c[1])
        + line("M126 138h148", INK, 3, 0.18)
        + solid(box(158, 226, 84, 46, 4), "#f4ecdd")
        + line("M172 242h56M172 256h36", INK, 3, 0.5)
    )


def plate(c: Colours) -> str:
    return (
        shadow(200, 120)
        + f'<circle cx="200" cy="188" r="122" fill="{c[0]}"/><circle cx="200" cy="188" r="122" fill="url(#shade)"/>'
        + f'<circle cx="200" cy="188" r="111" fill="none" stroke="{c[1]}" stroke-width="5"/>'
        + f'<circle cx="200" cy="188" r="84" fill="{c[0]}"/>'
        + f'<circle cx="200" cy="188" r="84" fill="none" stroke="{INK}" stroke-width="2" opacity=".16"/>'
        + line("M146 142q30-34 76-24", "#ffffff", 7, 0.7)
    )


def bowl(c: Colours) -> str:
    leaves = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="30" ry="15" fill="{green}" transform="rotate({turn} {x} {y})"/>'
        for x, y, turn, green in (
            (130, 186, -20, "#6f8f4e"),
            (168, 170, 30, "#86a65c"),
            (210, 178, -12, "#5c7d45"),
            (246, 168, 24, "#7c9c55"),
            (276, 186, -28, "#6a8a4a"),
            (192, 158, 8, "#96b36a"),
        )
    )
    return (
        shadow(200, 96)
        + leaves
        + oval(160, 182, 12, 12, "#c65a3f")
        + oval(232, 184, 11, 11, "#c65a3f")
        + solid("M66 192h268q-6 118-104 118h-60Q72 310 66 192z", c[0])
        + line("M68 194h264", c[1], 7)
        + line("M90 236q110 20 220 0M112 268q88 14 176 0", INK, 2, 0.14)
    )


def glass(path: str, tint: str) -> str:
    return f'<path d="{path}" fill="{tint}" opacity=".55"/><path d="{path}" fill="url(#glass)"/>'


def carafe(c: Colours) -> str:
    body = "M168 70h64q-2 60 6 88 34 26 34 84 0 68-46 68h-52q-46 0-46-68 0-58 34-84 8-28 6-88z"
    return (
        shadow(200, 76)
        + glass(body, c[0])
        + f'<path d="M131 226q69 14 138 0 4 84-44 84h-50q-48 0-44-84z" fill="{c[0]}" opacity=".7"/>'
        + oval(200, 226, 69, 8, c[1], 0.8)
        + line("M150 204q-6 40 6 74", "#ffffff", 8, 0.75)
        + oval(200, 70, 32, 6, c[1])
    )


def tumblers(c: Colours) -> str:
    def tumbler(x: float, tint: str) -> str:
        return (
            shadow(x, 58)
            + glass(f"M{x - 56} 176h112l-10 122q-1 12-13 12h-66q-12 0-13-12z", tint)
            + f'<path d="M{x - 48} 284h96l-2 14q-1 12-13 12h-66q-12 0-13-12z" fill="{tint}"/>'
            + oval(x, 176, 56, 9, "#ffffff", 0.65)
            + line(f"M{x - 40} 200l6 70", "#ffffff", 7, 0.75)
        )

    return tumbler(136, c[0]) + tumbler(262, c[1])


def napkins(c: Colours) -> str:
    folds = "".join(
        solid(box(84 + i * 3, 262 - i * 24 + 24, 232 - i * 6, 24, 10), colour)
        + line(f"M{96 + i * 3} {262 - i * 24 + 40}h{208 - i * 6}", INK, 2, 0.14)
        for i, colour in enumerate((c[0], c[1], c[0], c[2]))
    )
    return shadow(200, 128) + folds + line("M200 214v96", "#b98d58", 7) + line("M182 206q18 18 36 0", "#b98d58", 7)


def candles(c: Colours) -> str:
    def candle(x: float, top: float) -> str:
        return (
            oval(x, top - 30, 34, 46, "#ffd98a", 0.32)
            + f'<path d="M{x} {top - 52}q16 24 0 40q-16-16 0-40z" fill="#f2a63b"/>'
            + f'<path d="M{x} {top - 36}q8 14 0 24q-8-10 0-24z" fill="#fff3cf"/>'
            + line(f"M{x} {top}v-12", INK, 3)
            + solid(box(x - 13, top, 26, 296 - top, 7), c[0])
            + solid(box(x - 30, 290, 60, 20, 8), c[1])
        )

    return shadow(200, 118) + candle(118, 150) + candle(200, 112) + candle(282, 168)


def lamp(c: Colours) -> str:
    return (
        shadow(200, 66)
        + oval(200, 196, 150, 120, "#ffe3a1", 0.3)
        + solid("M188 190h24l4 84q24 8 30 36h-92q6-28 30-36z", c[1])
        + solid("M150 70h100l44 122H106z", c[0])
        + '<path d="M150 70h100l44 122H106z" fill="url(#glow)"/>'
        + line("M106 192h188", "#b89b63", 4)
        + line("M150 70h100", "#b89b63", 4)
    )


def stem(path: str, tips: Sequence[tuple[float, float]], green: str) -> str:
    seeds = "".join(oval(x, y, 7, 20, "#b08a4a") for x, y in tips)
    return line(path, green, 4) + seeds


def vase(c: Colours) -> str:
    return (
        shadow(200, 66)
        + stem("M200 150q-10-60-44-104", [(154, 44)], c[1])
        + stem("M202 150q4-70 8-124", [(211, 26)], c[1])
        + stem("M204 150q20-50 54-86", [(260, 62)], c[1])
        + line("M198 132q-40-14-58-42", c[1], 3)
        + line("M206 120q30-8 48-30", c[1], 3)
        + solid("M180 138h40q-2 34 18 58 22 28 22 60 0 54-40 54h-40q-40 0-40-54 0-32 22-60 20-24 18-58z", c[0])
        + line("M158 226q-10 30 2 58", "#ffffff", 7, 0.35)
        + oval(200, 138, 20, 5, INK, 0.5)
    )


def clock(c: Colours) -> str:
    marks = "".join(
        f'<path d="M200 92v14" stroke="{c[0]}" stroke-width="5" transform="rotate({a} 200 188)"/>'
        for a in range(0, 360, 90)
    )
    return (
        oval(206, 194, 124, 124, INK, 0.16)
        + f'<circle cx="200" cy="188" r="122" fill="{c[0]}"/><circle cx="200" cy="188" r="122" fill="url(#shade)"/>'
        + f'<circle cx="200" cy="188" r="104" fill="{c[1]}"/>'
        + marks
        + line("M200 188l-44-34", "#a67c34", 8)
        + line("M200 188l52-52", "#a67c34", 5)
        + f'<circle cx="200" cy="188" r="9" fill="{c[0]}"/>'
    )


def cushion(c: Colours) -> str:
    sprigs = "".join(
        line(f"M{x} {y + 26}v-40m0 22q-14-4-16-18m16 6q14-4 16-18", c[1], 4)
        for x, y in ((140, 160), (200, 150), (260, 160), (140, 240), (200, 232), (260, 240))
    )
    return (
        shadow(200, 118)
        + solid(
            "M88 108q-6-16 12-16 100 16 200 0 18 0 12 16-16 92 0 184 4 18-12 16-100-14-200 0-18 2-12-16 16-92 0-184z",
            c[0],
        )
        + sprigs
    )


def throw(c: Colours) -> str:
    def fold(y: float, colour: str) -> str:
        return solid(box(70, y, 260, 46, 22), colour) + line(f"M92 {y + 23}h216", INK, 2, 0.12)

    stripes = "".join(line(f"M{x} 188v42", c[1], 7, 0.9) for x in (118, 134, 266, 282))
    fringe = "".join(line(f"M{78 + i * 13} 300v14", c[1], 4) for i in range(20))
    return shadow(200, 134) + fringe + fold(264, c[2]) + fold(225, c[1]) + fold(186, c[0]) + stripes + fold(147, c[2])


def basket(c: Colours) -> str:
    rows = "".join(
        line(f"M{92 + r * 4} {196 + r * 22}" + "q9 9 18 0t18 0" * (6 - (r > 3)), c[1], 6, 0.75) for r in range(5)
    )
    return (
        shadow(200, 104)
        + solid("M104 178q0-62 96-62t96 62q-40-24-96-24t-96 24z", "#cdbb9a")
        + line("M112 182q0-98 88-98t88 98", c[1], 12)
        + solid("M82 178h236l-22 116q-3 16-20 16H124q-17 0-20-16z", c[0])
        + rows
        + line("M82 180h236", c[1], 13)
    )


def can(c: Colours) -> str:
    return (
        shadow(212, 118)
        + line("M160 176q40-92 130-4", c[0], 13)
        + line("M282 196q66 20 14 86", c[0], 12)
        + solid("M156 262l-78-82 14-14 80 54z", c[0])
        + solid("M88 184l-30-6q-8-2-2-10l30-32q6-4 10 4l8 30z", c[1])
        + solid("M148 176h136q10 0 10 12l8 106q0 16-16 16H148q-16 0-16-16l6-106q0-12 10-12z", c[0])
        + oval(216, 178, 66, 10, INK, 0.35)
        + line("M140 226h156", INK, 3, 0.2)
    )


def trowel(c: Colours) -> str:
    return (
        shadow(200, 44)
        + '<g transform="rotate(14 200 200)">'
        + solid("M160 184q0-14 14-14h52q14 0 14 14v60q-6 46-40 68-34-22-40-68z", c[0])
        + line("M200 190v92", INK, 3, 0.2)
        + line("M176 206h14M176 226h14M176 246h14", INK, 3, 0.35)
        + line("M200 170v-42", c[0], 12)
        + solid(box(182, 24, 36, 108, 17), c[1])
        + line("M186 116h28", "#d9c9ae", 6)
        + "</g>"
    )


def pot(c: Colours) -> str:
    leaves = "".join(
        line(f"M200 196q{dx * 0.3} -60 {dx} {dy}", c[1], 5)
        + "".join(oval(200 + dx * t, 196 + dy * t, 7, 11, "#8d7fb0") for t in (0.82, 0.92, 1.02))
        for dx, dy in ((-70, -96), (-38, -130), (0, -146), (38, -132), (72, -98))
    )
    return (
        shadow(200, 92)
        + leaves
        + solid("M122 214h156l-20 80q-2 8-10 8H152q-8 0-10-8z", c[0])
        + solid(box(108, 184, 184, 36, 8), c[0])
        + line("M116 220h168", INK, 4, 0.2)
        + solid(box(128, 298, 144, 13, 6), c[0])
    )


def birdhouse(c: Colours) -> str:
    return (
        shadow(200, 84)
        + solid("M124 148h152v150q0 12-12 12H136q-12 0-12-12z", c[0])
        + line("M174 160v146M226 160v146", INK, 2, 0.16)
        + solid("M200 54l112 92q8 8-2 14l-8 4q-6 4-12-2l-90-74-90 74q-6 6-12 2l-8-4q-10-6-2-14z", c[1])
        + f'<path d="M200 88l76 62H124z" fill="{c[0]}"/><path d="M200 88l76 62H124z" fill="url(#shade)"/>'
        + oval(200, 200, 25, 25, INK)
        + oval(203, 203, 21, 21, "#171513")
        + line("M200 248v22", "#7a5a33", 8)
    )


def lantern(c: Colours) -> str:
    return (
        shadow(200, 82)
        + line("M160 96q0-60 40-60t40 60", c[0], 7)
        + oval(200, 214, 150, 128, "#ffd98a", 0.24)
        + solid("M152 118q4-36 48-36t48 36z", c[0])
        + solid(box(122, 116, 156, 20, 6), c[0])
        + f'<path d="M132 136h136v148H132z" fill="{c[1]}" opacity=".32"/>'
        + '<path d="M132 136h136v148H132z" fill="url(#glass)"/>'
        + solid(box(172, 220, 56, 66, 6), "#f1e3c4")
        + '<path d="M200 168q20 30 0 48q-20-18 0-48z" fill="#f2a63b"/>'
        + '<path d="M200 188q10 16 0 26q-10-10 0-26z" fill="#fff3cf"/>'
        + line("M136 138v146M264 138v146M200 138v26", c[0], 8)
        + solid(box(118, 282, 164, 28, 6), c[0])
    )


def tin(c: Colours) -> str:
    cards = "".join(
        solid(box(104 + i * 32, 128 + (i % 3) * 8, 44, 90, 4), colour)
        for i, colour in enumerate(("#e8ddc6", "#cf8a6a", "#f1e8d6", "#8ea37a", "#e8ddc6"))
    )
    return (
        shadow(200, 126)
        + cards
        + solid(box(82, 184, 236, 126, 12), c[0])
        + line("M84 206h232", INK, 3, 0.2)
        + solid(box(140, 226, 120, 56, 6), c[1])
        + line("M200 270v-28m0 12q-16-2-18-16m18 8q16-2 18-16", "#f4ecdd", 4)
    )


def giftcard(c: Colours) -> str:
    return (
        shadow(200, 122)
        + '<g transform="rotate(-6 200 220)">'
        + solid(box(78, 134, 244, 160, 16), c[0])
        + line("M150 134v160M78 196h244", c[1], 9)
        + line("M150 196q-46-10-40-34t40 34q46-10 40-34t-40 34", c[1], 7)
        + line("M226 246h66M226 264h40", "#ffffff", 5, 0.7)
        + "</g>"
    )


DRAWINGS: dict[str, Callable[[Colours], str]] = {
    drawing.__name__: drawing
    for drawing in (
        mug,
        teapot,
        casserole,
        board,
        mill,
        jar,
        plate,
        bowl,
        carafe,
        tumblers,
        napkins,
        candles,
        lamp,
        vase,
        clock,
        cushion,
        throw,
        basket,
        can,
        trowel,
        pot,
        birdhouse,
        lantern,
        tin,
        giftcard,
    )
}
