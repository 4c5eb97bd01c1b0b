"""The workshops that people can book places in, and what one visitor has booked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
MOST_PLACES = 6

TYPES = {"clay": "Clay", "cloth": "Cloth", "wood": "Wood"}


@dataclass(frozen=True)
class Workshop:
    """A morning at somebody's bench; `price` of a place in pence, `weeks` from now until its Saturday."""

    id: str
    title: str
    type: str
    price: int
    weeks: int
    line: str
    words: str

    @property
    def day(self) -> date:
        today = date.today()
        return today + timedelta(days=(SATURDAY - today.weekday()) % 7, weeks=self.weeks)


WORKSHOPS = {
    workshop.id: workshop
    for workshop in (
        Workshop(
            "first-mug",
            "Throw your first mug",
            "clay",
            4500,
            2,
            "Two mugs, one of which will have a handle.",
            "Centre, open, lift, and start again. We fire what you make, and post it three weeks later.",
        ),
        Workshop(
            "mend-a-jumper",
            "Mend a jumper",
            "cloth",
            2800,
            3,
            "Bring the one with the elbow.",
            "Darning that disappears and darning that shows off. Wool and needles are on the table.",
        ),
        Workshop(
            "carve-a-spoon",
            "Carve a spoon",
            "wood",
            3950,
            4,
            "From a birch branch to breakfast.",
            "One branch, one axe, two knives. Plasters are free, and rarely needed.",
        ),
        Workshop(
            "plates-by-hand",
            "Plates by hand",
            "clay",
            5200,
            6,
            "Slabs, moulds and a rolling pin.",
            "No wheel today. You roll, cut and press four plates that almost match.",
        ),
        Workshop(
            "hem-linen",
            "Hem linen napkins",
            "cloth",
            3200,
            7,
            "Six napkins with proper corners.",
            "Mitred corners are geometry with an iron. You go home with six.",
        ),
        Workshop(
            "oil-a-board",
            "Cut and oil a board",
            "wood",
            4850,
            9,
            "Ash, a saw, and linseed.",
            "Choose a plank, cut it, round it, oil it. It will be thirsty, and so will you.",
        ),
        Workshop(
            "glaze-day",
            "A day of glazes",
            "clay",
            5800,
            11,
            "Dip, pour, splash, wait.",
            "Eleven glazes and what they do to each other. Bring two pots that are fired already.",
        ),
    )
}


@dataclass(frozen=True)
class Booking:
    """Places in a workshop, in somebody's name."""

    number: int
    workshop: Workshop
    name: str
    places: int


@dataclass
class Bookings:
    """One visitor's bookings by number; what was removed is kept, so that it can be brought back."""

    _all: dict[int, Booking] = field(default_factory=dict[int, Booking])
    _removed: set[int] = field(default_factory=set[int])

    def __iter__(self) -> Iterator[Booking]:
        return (booking for number, booking in self._all.items() if number not in self._removed)

    def find(self, number: int) -> Booking | None:
        return next((booking for booking in self if booking.number == number), None)

    def add(self, workshop: Workshop, name: str, places: int) -> None:
        number = len(self._all) + 1
        self._all[number] = Booking(number, workshop, name, places)

    def change(self, booking: Booking) -> None:
        self._all[booking.number] = booking

    def remove(self, number: int) -> None:
        self._removed.add(number)

    def restore(self, number: int) -> None:
        self._removed.discard(number)
