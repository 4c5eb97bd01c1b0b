"""How much of an app's scripts and styles was used: by file, the parts that ran or matched at some time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# A file is told by its address and its length: scripts within pages share the page's address.
File = tuple[str, int]
Range = tuple[int, int]


@dataclass(slots=True)
class CodeUse:
    """What several looks saw together; offsets are characters, nearly always bytes.

    `scripts` holds every function of a file and whether it ever ran: what lies in two counts for the inner one.
    `styles` holds the rules of a file that ever matched something.
    """

    scripts: dict[File, dict[Range, bool]] = field(default_factory=dict[File, dict[Range, bool]])
    styles: dict[File, set[Range]] = field(default_factory=dict[File, set[Range]])

    def note_script(self, file: File, functions: Mapping[Range, bool]) -> None:
        """Add what one look saw of a script; what ran once has run."""
        known = self.scripts.setdefault(file, {})
        for place, ran in functions.items():
            known[place] = known.get(place, False) or ran

    def note_style(self, file: File, used: Iterable[Range]) -> None:
        """Add the rules of a style sheet that one look saw used."""
        self.styles.setdefault(file, set()).update(used)

    def add(self, other: "CodeUse") -> None:
        """Add what somebody else saw."""
        for file, functions in other.scripts.items():
            self.note_script(file, functions)
        for file, used in other.styles.items():
            self.note_style(file, used)

    @property
    def script_bytes(self) -> int:
        """Of all scripts."""
        return sum(size for _, size in self.scripts)

    @property
    def script_bytes_used(self) -> int:
        """Of the functions that ran, less the functions in them that did not."""
        return sum(min(size, _ran(functions)) for (_, size), functions in self.scripts.items())

    @property
    def style_bytes(self) -> int:
        """Of all style sheets."""
        return sum(size for _, size in self.styles)

    @property
    def style_bytes_used(self) -> int:
        """Of the rules that matched."""
        return sum(min(size, sum(end - start for start, end in used)) for (_, size), used in self.styles.items())


def _ran(functions: Mapping[Range, bool]) -> int:
    """Characters whose innermost function ran."""
    total = 0
    around: list[tuple[int, bool]] = []  # the ends of the functions that we are in, and whether they ran
    at = 0
    for (start, end), ran in sorted(functions.items(), key=lambda item: (item[0][0], -item[0][1])):
        while around and around[-1][0] <= start:
            closed, was = around.pop()
            total += max(0, closed - at) if was else 0
            at = max(at, closed)
        if around and around[-1][1]:
            total += max(0, start - at)
        at = max(at, start)
        around.append((end, ran))
    while around:
        closed, was = around.pop()
        total += max(0, closed - at) if was else 0
        at = max(at, closed)
    return total
