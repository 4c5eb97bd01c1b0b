"""Forms as a unit: what each field wants (`meanings`), what to write into it (`values`), how a form is filled and sent
(`filling`), how an app refuses (`refusals`) and what it asks for then (`demands`, `second_attempt`).
"""

from worker.explorer.forms.filling import fields_of, fill, filled, repeats, submit, target_of
from worker.explorer.forms.meanings import meaning_of
from worker.explorer.forms.persona import Persona, as_somebody_new, new_token
from worker.explorer.forms.second_attempt import second_attempt
from worker.explorer.forms.values import value_for

__all__ = [
    "Persona",
    "as_somebody_new",
    "fields_of",
    "fill",
    "filled",
    "meaning_of",
    "new_token",
    "repeats",
    "second_attempt",
    "submit",
    "target_of",
    "value_for",
]
