"""Forms as a unit: what each field wants (`meanings`), what to write into it (`values`), where a day is picked from a
calendar instead (`picked_days`), how a form is filled and sent (`filling`), how an app refuses (`refusals`) and what it
asks for then (`demands`, `second_attempt`).
"""

from worker.explorer.forms.filling import fields_of, fill, filled, repeats, submit
from worker.explorer.forms.meanings import meaning_of
from worker.explorer.forms.persona import MADE_UP, Persona, as_somebody_new, new_token
from worker.explorer.forms.picked_days import day_of, pickers_of
from worker.explorer.forms.second_attempt import second_attempt
from worker.explorer.forms.targets import target_of
from worker.explorer.forms.values import value_for

__all__ = [
    "MADE_UP",
    "Persona",
    "as_somebody_new",
    "day_of",
    "fields_of",
    "fill",
    "filled",
    "meaning_of",
    "new_token",
    "pickers_of",
    "repeats",
    "second_attempt",
    "submit",
    "target_of",
    "value_for",
]
