"""What the board knows: each visit's own tasks, and the accounts with their notes."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import count

FIRST_DAY = date(2026, 3, 2)
PEOPLE = ("Amira", "Bence", "Chloé", "Dario")
PRIORITIES = ("low", "normal", "high")
_TITLES = (
    "Prune the apple trees",
    "Repair the greenhouse door",
    "Order seed potatoes",
    "Paint the tool shed",
    "Clean the rain barrels",
    "Write the spring letter",
    "Sharpen the mowers",
    "Plan the open day",
    "Water the seedlings",
    "Build two raised beds",
    "Check the bee hives",
    "Mend the north fence",
    "Sow the early carrots",
    "Turn the compost",
    "Label the herb garden",
    "Buy new gloves",
    "Oil the wheelbarrows",
    "Book the village hall",
    "Photograph the tulips",
    "Collect the membership fees",
    "Plant the hedge roses",
    "Fix the water pump",
    "Invite the school class",
    "Update the plot map",
    "Weed the gravel paths",
    "Stake the tomatoes",
    "Harvest the rhubarb",
    "Borrow a chipper",
    "Tidy the meeting room",
    "Print the seed packets",
    "Count the tools",
    "Prepare the annual report",
)


@dataclass
class Comment:
    """What somebody said about a task."""

    author: str
    text: str


@dataclass
class Task:
    """Something to be done by a day, which takes some hours."""

    id: int
    title: str
    due: str
    hours: float
    person: str
    priority: str = "normal"
    notes: str = ""
    done: bool = False
    deleted: bool = False
    comments: list[Comment] = field(default_factory=list[Comment])

    def told(self) -> dict[str, object]:
        """As JSON."""
        return asdict(self)


@dataclass
class Note:
    """A private note; only its owner may read it."""

    id: int
    owner: str
    text: str


@dataclass
class Visit:
    """One browser's board."""

    tasks: dict[int, Task]
    numbers: "count[int]"
    email: str = ""


class Store:
    """All visits, accounts and notes of one running board."""

    def __init__(self) -> None:
        self.visits: dict[str, Visit] = {}
        self.passwords: dict[str, str] = {}
        self.notes: dict[int, Note] = {}
        self.note_numbers = count(5001)
        self.activity_asked = 0

    def visit(self, key: str) -> tuple[str, Visit]:
        """The visit of this cookie, a new one when there is none; and its cookie."""
        if key not in self.visits:
            key = secrets.token_urlsafe(18)
            self.visits[key] = Visit(_first_tasks(), count(len(_TITLES) + 1))
        return key, self.visits[key]


def _first_tasks() -> dict[int, Task]:
    tasks: dict[int, Task] = {}
    for number, title in enumerate(_TITLES, 1):
        tasks[number] = Task(
            number,
            title,
            (FIRST_DAY + timedelta(days=(number * 37) % 150)).isoformat(),
            0.5 * (1 + (number * 11) % 32),
            PEOPLE[number % len(PEOPLE)],
            PRIORITIES[(number * 5) % 3],
            f"Ask {PEOPLE[(number + 1) % len(PEOPLE)]} for the key." if number % 4 == 0 else "",
            number % 3 == 0,
        )
    return tasks
