"""The rooms and benches that the larger pictures show: what stands where."""

from dataclasses import dataclass

from examples.shop.drawings import plank, window


@dataclass(frozen=True)
class Placed:
    """One product in a scene: where its left and its foot are (px), and how large it is."""

    slug: str
    left: float
    foot: float
    scale: float


@dataclass(frozen=True)
class Scene:
    """A room: its size (px), its colours, where the wall ends, and what stands in it."""

    width: int
    height: int
    wall: str
    floor: str
    horizon: float
    things: tuple[Placed, ...]
    furniture: str = ""


SCENES: dict[str, Scene] = {
    "hero": Scene(
        1400,
        760,
        "#d9dccf",
        "#c9a87c",
        600,
        (
            Placed("walnut-clock", 830, 300, 0.62),
            Placed("reading-lamp", 1120, 622, 1.15),
            Placed("reed-vase", 940, 634, 0.95),
            Placed("enamel-teapot", 640, 646, 0.82),
            Placed("stoneware-mug", 500, 652, 0.58),
            Placed("salad-bowl", 250, 640, 0.8),
            Placed("storage-jar", 470, 330, 0.5),
            Placed("beeswax-candles", 590, 330, 0.56),
        ),
        window(90, 70, 280, 380) + plank(450, 330, 330, 18, "#a97d4d"),
    ),
    "kitchen": Scene(
        1200,
        760,
        "#e4ddcd",
        "#b98d5c",
        590,
        (
            Placed("cast-iron-casserole", 160, 610, 0.95),
            Placed("pepper-mill", 480, 612, 0.72),
            Placed("oak-serving-board", 610, 606, 0.95),
            Placed("stoneware-mug", 880, 616, 0.6),
            Placed("storage-jar", 620, 290, 0.5),
            Placed("enamel-teapot", 770, 290, 0.55),
            Placed("supper-plate", 960, 290, 0.5),
        ),
        window(130, 60, 300, 320) + plank(600, 290, 580, 18, "#a97d4d"),
    ),
    "table": Scene(
        1200,
        760,
        "#cdd6d2",
        "#e9dfcd",
        520,
        (
            Placed("supper-plate", 330, 640, 0.8),
            Placed("glass-carafe", 650, 600, 0.95),
            Placed("tumbler-pair", 830, 650, 0.62),
            Placed("linen-napkins", 90, 650, 0.68),
            Placed("beeswax-candles", 560, 560, 0.7),
            Placed("salad-bowl", 900, 560, 0.7),
        ),
        window(760, 50, 300, 330),
    ),
    "living": Scene(
        1200,
        760,
        "#8d9c8c",
        "#b89468",
        600,
        (
            Placed("walnut-clock", 180, 300, 0.66),
            Placed("reading-lamp", 720, 470, 0.9),
            Placed("reed-vase", 930, 470, 0.72),
            Placed("willow-basket", 60, 680, 0.85),
            Placed("wool-throw", 360, 680, 0.8),
            Placed("garden-cushion", 470, 570, 0.66),
        ),
        plank(690, 470, 440, 24, "#7c5737")
        + plank(720, 494, 22, 180, "#7c5737")
        + plank(1070, 494, 22, 180, "#7c5737"),
    ),
    "garden": Scene(
        1200,
        760,
        "#cfe0df",
        "#8fa071",
        520,
        (
            Placed("watering-can", 80, 640, 1.0),
            Placed("terracotta-pot", 470, 620, 0.9),
            Placed("storm-lantern", 820, 630, 0.8),
            Placed("seed-tin", 690, 690, 0.55),
            Placed("wren-house", 920, 420, 0.7),
            Placed("hand-trowel", 380, 700, 0.5),
        ),
        '<circle cx="980" cy="120" r="60" fill="#fdf3d5"/>'
        '<path d="M0 430q300-120 620-30t580-40v170H0z" fill="#a9bd8e"/>' + plank(1048, 414, 18, 250, "#7c5737"),
    ),
    "workshop": Scene(
        1400,
        640,
        "#d8cfbf",
        "#a97d4d",
        470,
        (
            Placed("oak-serving-board", 780, 500, 0.9),
            Placed("salad-bowl", 1000, 510, 0.8),
            Placed("pepper-mill", 690, 506, 0.6),
            Placed("terracotta-pot", 420, 510, 0.7),
            Placed("hand-trowel", 590, 520, 0.55),
            Placed("willow-basket", 1180, 600, 0.7),
        ),
        window(80, 50, 300, 300) + plank(640, 210, 620, 18, "#7c5737"),
    ),
    "glaze": Scene(
        1040,
        520,
        "#e7dccb",
        "#c4a077",
        390,
        (
            Placed("stoneware-mug", 120, 410, 0.8),
            Placed("supper-plate", 430, 410, 0.8),
            Placed("enamel-teapot", 700, 420, 0.75),
        ),
    ),
    "winter": Scene(
        1040,
        520,
        "#5d6b72",
        "#84653f",
        390,
        (
            Placed("storm-lantern", 130, 410, 0.8),
            Placed("beeswax-candles", 420, 410, 0.75),
            Placed("wool-throw", 680, 430, 0.8),
        ),
    ),
    "seeds": Scene(
        1040,
        520,
        "#dce3d2",
        "#8f7350",
        390,
        (
            Placed("seed-tin", 120, 420, 0.8),
            Placed("terracotta-pot", 420, 410, 0.8),
            Placed("hand-trowel", 720, 410, 0.8),
        ),
    ),
}
