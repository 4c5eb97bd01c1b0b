"""How an option becomes deeds on the screen as it stands now."""

from worker.explorer.forms import Persona, fill, filled, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.options import Deal, Option
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind


def deed_for(option: Option, screen: Screen, persona: Persona) -> Deed | None:
    """The actions that try an option, or None when what it needs is not on the screen (any more)."""
    match option.deal:
        case Deal.SCROLL:
            return (Action(ActionKind.SCROLL, value=str(screen.viewport.height)),) * 3
        case Deal.KEY:
            return (Action(ActionKind.PRESS, value="Escape"),)
        case Deal.RELOAD:
            return (Action(ActionKind.RELOAD),)
        case Deal.BACK:
            return (Action(ActionKind.BACK),)
        case Deal.FORM:
            return _fill_and_send(option, screen, persona)
        case _:
            element = screen.element(option.subject)
            return None if element is None else _touch(option.deal, element, screen, persona)


def _fill_and_send(option: Option, screen: Screen, persona: Persona) -> Deed | None:
    form = next((form for form in screen.forms if form.key == option.subject), None)
    if form is None:
        return None
    sent = submit(screen, form)
    actions = (*fill(screen, form, persona), *((sent,) if sent else ()))
    return actions or None


def _touch(deal: Deal, element: Element, screen: Screen, persona: Persona) -> Deed | None:
    target = target_of(element)
    match deal:
        case Deal.HOVER:
            return (Action(ActionKind.HOVER, target),)
        case Deal.CHECK:
            return (
                Action(ActionKind.CHECK, target, "off" if element.checked and element.input_type != "radio" else "on"),
            )
        case Deal.CHOOSE:
            chosen = filled(element, persona, screen.language)
            return (chosen,) if chosen else None
        case Deal.TYPE:
            typed = filled(element, persona, screen.language)
            if typed is None:
                return None
            enter = (
                (Action(ActionKind.PRESS, target, "Enter"),)
                if element.tag == "input" and typed.kind is ActionKind.TYPE
                else ()
            )
            return (typed, *enter)
        case _:
            return (Action(ActionKind.CLICK, target),)
