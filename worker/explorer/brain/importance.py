"""What the app is, and which of its controls lead to what matters most to its people."""

from collections.abc import Iterable

from pydantic import BaseModel, Field, JsonValue

from worker.explorer.brain.questions import Question
from worker.explorer.brain.redaction import Redaction
from worker.explorer.options import Deal, Option
from worker.observation.screen import Screen

_MOST_OFFERS = 40
_MOST_CHOSEN = 12
# How much more is thought of the first in the ranking; nothing is ever thought less of.
_BONUS = 1.5
_RANKED = frozenset((Deal.LINK, Deal.BUTTON, Deal.FORM, Deal.TYPE, Deal.CHOOSE, Deal.CHECK))

_TASK = (
    "The data is one screen of the application. Say in one sentence what the application is, and list the ids of those "
    "`offers` that begin the flows its users need most (such as buying, booking, creating, searching, signing up), the "
    "most important first, at most twelve."
)


class Importance(BaseModel):
    """What the application is, and the ids of what matters most in it."""

    application: str = Field(max_length=300)
    important: list[str] = Field(max_length=_MOST_OFFERS)


class Ranking:
    """How much each control and address is worth, as far as anybody said so.

    An answer chooses among what was offered by numbers that were made up for it; whatever else it says is dropped.
    """

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._worth: dict[str, float] = {}

    def worth(self, option: Option) -> float:
        """1 for what nobody spoke of, more for what matters."""
        return self._worth.get(_subject(option), 1.0)

    def question(self, screen: Screen, options: Iterable[Option]) -> Question[Importance] | None:
        """What to ask about a screen; None where nothing is to be chosen.

        What ends, deletes or pays is not offered.
        """
        offered: dict[str, Option] = {}
        for option in options:
            if option.deal in _RANKED and not option.destructive and not option.last:
                offered.setdefault(_subject(option), option)
        subjects = {f"o{number}": subject for number, subject in enumerate(list(offered)[:_MOST_OFFERS], 1)}
        if len(subjects) < 2:
            return None
        offers: list[JsonValue] = [self._offer(name, offered[subject], screen) for name, subject in subjects.items()]
        material: dict[str, JsonValue] = {
            "title": self._redaction.text(screen.title, 120),
            "language": screen.language[:20],
            "headings": [*self._redaction.texts(screen.headings, 100, 12)],
            "offers": offers,
        }

        def take(answer: Importance) -> None:
            self._take([subjects[name] for name in dict.fromkeys(answer.important) if name in subjects][:_MOST_CHOSEN])

        return Question("what matters", _TASK, material, Importance, take)

    def _take(self, subjects: list[str]) -> None:
        for place, subject in enumerate(subjects):
            worth = 1 + _BONUS * (1 - place / len(subjects))
            self._worth[subject] = max(worth, self._worth.get(subject, 1.0))

    def _offer(self, name: str, option: Option, screen: Screen) -> JsonValue:
        if option.deal is Deal.FORM:
            form = next((form for form in screen.forms if form.key == option.subject), None)
            fields = [element for key in form.fields if (element := screen.element(key))] if form else []
            send = screen.element(form.submit) if form else None
            labels = self._redaction.texts((field.label or field.name for field in fields), 40, 8)
            words = (send.name if send else "") or (form.name if form else "")
            return {"id": name, "kind": "form", "name": self._redaction.text(words, 80), "fields": [*labels]}
        element = screen.element(option.subject)
        offer: dict[str, JsonValue] = {"id": name, "kind": str(option.deal)}
        if element is not None:
            offer["name"] = self._redaction.text(element.name or element.label or element.placeholder, 80)
        if option.leads_to:
            offer["leads_to"] = self._redaction.address(option.leads_to)
        return offer


def _subject(option: Option) -> str:
    """The address it leads to, else its key: the same on every screen that has it."""
    return option.leads_to or option.key
