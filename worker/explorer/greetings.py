"""What stands in the way on a first visit: greetings, cookie notices, offers; and the control that sends them away."""

import re

from worker.observation.screen import Element, Screen

_SENDS_AWAY = re.compile(
    r"^(?:close|dismiss|hide|no,? thanks|not now|maybe later|later|skip|got it|ok(?:ay)?|i understand|understood"
    r"|i agree|agree|accept|allow|reject|decline|continue without"
    r"|schließen|ausblenden|nein,? danke|später|überspringen|verstanden|alles klar|einverstanden|akzeptieren"
    r"|zustimmen|ablehnen"
    r"|cerrar|no,? gracias|ahora no|omitir|entendido|aceptar|rechazar"
    r"|fermer|non,? merci|plus tard|ignorer|passer|compris|d.accord|j.accepte|accepter|tout accepter|refuser"
    r"|بستن|نه،? ممنون|بعد[اً]|رد کردن|متوجه شدم|قبول|باشه)(?!\w)|^[×✕✖xX]$",
    re.IGNORECASE,
)
_TOUCHABLE = frozenset(("button", "link", "clickable"))


def sends_away(name: str) -> bool:
    """Whether a control of this name sends away what stands in the way, and does nothing else."""
    return _SENDS_AWAY.search(name.strip()) is not None


def way_out(screen: Screen) -> Element | None:
    """The control that sends away a dialog over the page, None where there is none or it asks for something itself."""
    if any(one.region == "dialog" and one.visible and one.form for one in screen.elements):
        return None
    return next(
        (
            one
            for one in screen.elements
            if one.region == "dialog"
            and one.role in _TOUCHABLE
            and one.visible
            and one.enabled
            and not one.covered_by
            and any(map(sends_away, (one.name, *one.drawn)))
        ),
        None,
    )
