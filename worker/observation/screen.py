"""A screen as it stood at one moment: what can be touched, what can be read, how it is laid out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in CSS px, from the top left corner of the page (not of the viewport)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Viewport:
    """The visible area in CSS px."""

    width: int
    height: int
    touch: bool = False

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a person could touch.

    `key` names it the same way on every visit (role, name and place in the structure, no changing numbers);
    `selector` finds it now, in the frame that `frame` names ("" is the main one). `region` is the landmark or dialog
    around it ("header", "nav", "main", "dialog", ...). Constraints (`required` to `options`) are as declared in the
    markup. `gestures` are what it listens to beyond what its role says: "click", "hover", "key", "drag", "drop",
    "wheel", "touch", "double click", "right click". The role is "listener" where nothing but these tells that it can be
    touched. `focusable` is whether the keyboard reaches it, or something in or around it. `drawn` are the words that a
    person sees on it or as its label where its name is given by other means (aria-label, aria-labelledby). `turned` is
    whether it stands in something turned or with depth, such as a slide in space; `scrolls` whether in an area that
    scrolls by itself; `under_layer` whether what covers it is a painted layer over the page, such as an open menu,
    or what closes it. `accept` and `multiple` are what a field for files takes, `file_size` is that of the one that was
    chosen in it, in bytes. `description` are the words that a field refers to as its description; `mark` is what stands
    at its label for the eyes, stars that a style draws included, with "(required)" where a class or a script's own
    attribute says so. `input_mode` is the keyboard that it asks phones for ("numeric", "decimal", ...). `language` is
    what its document says that it is in.
    """

    key: str
    selector: str
    frame: str
    role: str
    name: str
    tag: str
    box: Box
    region: str = ""
    visible: bool = True
    in_viewport: bool = True
    enabled: bool = True
    covered_by: str = ""
    checked: bool | None = None
    expanded: bool | None = None
    value: str = ""
    href: str = ""
    target: str = ""
    rel: str = ""
    form: str = ""
    input_type: str = ""
    field_name: str = ""
    label: str = ""
    placeholder: str = ""
    autocomplete: str = ""
    required: bool = False
    read_only: bool = False
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    min_length: int | None = None
    max_length: int | None = None
    options: tuple[str, ...] = ()
    gestures: tuple[str, ...] = ()
    focusable: bool = True
    drawn: tuple[str, ...] = ()
    turned: bool = False
    scrolls: bool = False
    under_layer: bool = False
    accept: str = ""
    multiple: bool = False
    file_size: int | None = None
    description: str = ""
    mark: str = ""
    input_mode: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Fields that belong together; `fields` and `submit` are element keys, `action` is absolute.

    `scripted` when a script hears of its sending, and perhaps sends it another way than its markup says. `method` is ""
    where the markup has no form, and fields and a button below them are one by what scripts make of them.
    """

    key: str
    name: str
    action: str
    method: str
    fields: tuple[str, ...]
    submit: str = ""
    validates: bool = True
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """One visible run of text: its lines' common box, and whether its container cuts it off.

    `lines` are the boxes of the single lines; `layer` is the key of the nearest ancestor that floats over the page
    (fixed, sticky, a dialog, a painted sheet that is raised), "" in the page's own flow. It `vanishes` when it has the
    colour of what is behind it, and is `turned` when it or something around it is turned or has depth, so that boxes do
    not tell what lies over it. What stands in a `frame` ("" is the main one) goes on, unseen, beyond its edges.
    """

    text: str
    box: Box
    key: str
    font_size: float
    clipped: bool = False
    intended_ellipsis: bool = False
    lines: tuple[Box, ...] = ()
    layer: str = ""
    covered: bool = False
    vanishes: bool = False
    turned: bool = False
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image element; natural size is 0 when it did not load; `fit` is its CSS object-fit, "" when not known."""

    url: str
    box: Box
    key: str
    natural_width: int
    natural_height: int
    complete: bool
    alternative: str | None
    fit: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """A sound or film, seen or not; `kind` is audio or video.

    `seconds` is None when not known or endless; `sound` tells that it has a sound track, False also when nobody can
    tell yet.
    """

    url: str
    box: Box
    key: str
    kind: str
    autoplay: bool
    playing: bool
    muted: bool
    loop: bool
    controls: bool
    seconds: float | None
    sound: bool


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor, visible or not; `url` is absolute."""

    url: str
    text: str
    key: str
    target: str
    rel: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Overflow:
    """An element that reaches past the right or left edge of the viewport, or is cut off by its container, by `by`
    px.
    """

    key: str
    text: str
    box: Box
    by: float
    kind: str  # "page" (makes the page scroll sideways) or "container" (content cut off by an ancestor)


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything seen at one moment in one page.

    `text` is the visible text, `markup` the serialised document (both cut at a limit, `truncated` says so),
    `structure` an abstract of the document for state comparison: tags, roles and names without numbers and list
    lengths. `gestures` are what the page as a whole listens to, such as "key" for shortcuts. It is `painted` when there
    is something to see without a word: a box with a colour, a line or a picture of its own.
    """

    url: str
    title: str
    language: str
    viewport: Viewport
    page_width: float
    page_height: float
    scroll_y: float
    elements: tuple[Element, ...] = ()
    forms: tuple[Form, ...] = ()
    texts: tuple[TextRun, ...] = ()
    pictures: tuple[Picture, ...] = ()
    links: tuple[Link, ...] = ()
    overflows: tuple[Overflow, ...] = ()
    headings: tuple[str, ...] = ()
    text: str = ""
    markup: str = ""
    structure: str = ""
    truncated: bool = False
    gestures: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    painted: bool = False

    def element(self, key: str) -> Element | None:
        """The element of that key, if it is there."""
        return next((element for element in self.elements if element.key == key), None)
