"""Where and how a person lives with an app, as far as the app can tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A person's place and preferences; the default is what every visitor begins with.

    `locale` is a language tag ("de-DE"), `time_zone` an IANA name ("Pacific/Kiritimati"; the machine's own when empty).
    `style` is CSS that the person lays over every page (for larger text, say); it is no part of the page's markup.
    """

    locale: str = "en-US"
    time_zone: str = ""
    style: str = ""
    reduced_motion: bool = False
    dark: bool = False
    forced_colours: bool = False
