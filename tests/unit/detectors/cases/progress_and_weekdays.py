"""What a page tells twice in one place: progress by counts and by a share, days by their dates and their weekdays."""

from calendar import Calendar

from tests.unit.detectors.building import observation, screen, text_run
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.screen import TextRun

ENGLISH = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
GERMAN = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def card(text: str) -> Observation:
    words = "".join(f"<p>{part}</p>" for part in text.split("|"))
    return observation(screen("/learn", f"<main><h1>Learning</h1><div>{words}</div></main>", text=text))


def month(names: tuple[str, ...], *, title: str = "November 2026", first: int = 0, beside: bool = True) -> Observation:
    """A calendar whose weeks begin with this weekday, under these names."""
    texts = [text_run(title, x=200, y=100)]
    texts += [text_run(name, x=100 + 60 * place, y=160, width=30) for place, name in enumerate(names)]
    for line, week in enumerate(Calendar(first).monthdatescalendar(2026, 11)):
        for place, day in enumerate(week):
            if beside or day.month == 11:
                texts.append(text_run(str(day.day), x=105 + 60 * place, y=200 + 50 * line, width=20))
    return observation(screen("/calendar", texts=tuple(texts)))


def written(*days: str) -> Observation:
    runs: list[TextRun] = [text_run(day, y=100 + 40 * place) for place, day in enumerate(days)]
    return observation(screen("/trips", texts=tuple(runs)))


CASES: tuple[Case, ...] = (
    bad("share_matches_counts", "all of it though one is missing", card("8 of 9 lessons|100 %")),
    bad("share_matches_counts", "the same in German", card("Fortschritt|3 von 12 Lektionen|27 %")),
    good("share_matches_counts", "where one is", card("Lesson 3 of 9|22 % complete")),
    good("share_matches_counts", "a share that is rounded", card("8 of 9 lessons|89 %")),
    good("share_matches_counts", "a share that is cut", card("2 of 3 tasks done|66 %")),
    good("share_matches_counts", "a share of something else", card("3 of 4 lessons|20 % off")),
    good("share_matches_counts", "stars beside a share", card("4 of 5 stars|12 %")),
    good("share_matches_counts", "two counts", card("3 of 4 lessons|1 of 2 tasks|50 %")),
    bad("weekdays_fit_days", "weeks from Sunday under names from Monday", month(ENGLISH, first=6)),
    bad("weekdays_fit_days", "the same in German", month(GERMAN, title="November 2026", first=5)),
    good("weekdays_fit_days", "weeks from Monday", month(ENGLISH)),
    good("weekdays_fit_days", "weeks from Sunday", month((ENGLISH[-1], *ENGLISH[:-1]), first=6)),
    good("weekdays_fit_days", "weeks without the days beside the month", month(ENGLISH, beside=False)),
    good("weekdays_fit_days", "days of no month", month(ENGLISH, title="Next visits", first=6)),
    bad("weekdays_fit_days", "days with another", written("Monday, 24 November 2026", "Thursday, 27 November 2026")),
    good(
        "weekdays_fit_days",
        "days with their weekdays",
        written("Tuesday, 24 November 2026", "Friday, 27 November 2026"),
    ),
    good("weekdays_fit_days", "one slip of the pen", written("Monday, 24 November 2026")),
    good("weekdays_fit_days", "one of several", written("Monday, 24 November 2026", "Friday, 27 November 2026")),
)
