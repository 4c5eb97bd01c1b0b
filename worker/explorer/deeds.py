"""How an option becomes deeds on the screen as it stands now."""

from dataclasses import replace

from worker.explorer.forms import Persona, fill, filled, submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.options import Deal, Option
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind, Target

# What shortcuts, carousels and games listen for; none of them types or sends anything.
_KEYS_ANYWHERE = ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "?", "/", "Escape")
# A control that can be reached by keys is operated by these (WAI-ARIA Authoring Practices, "Keyboard Interface").
_KEYS_ON_A_CONTROL = ("ArrowDown", " ", "Enter")
_WHEEL_PX = "200"
_KINDS = {
    "double click": ActionKind.DOUBLE_CLICK,
    "right click": ActionKind.RIGHT_CLICK,
    "touch": ActionKind.TAP,
    "drag": ActionKind.DRAG,
}


def deed_for(option: Option, screen: Screen, persona: Persona) -> Deed | None:
    """The actions that try an option, or None when what it needs is not on the screen (any more).

    Who does what is feared means it, and says yes when asked.
    """
    deed = _deed(option, screen, persona)
    return (*deed[:-1], replace(deed[-1], agrees=True)) if deed and option.destructive else deed


def _deed(option: Option, screen: Screen, persona: Persona) -> Deed | None:
    match option.deal:
        case Deal.SCROLL:
            return (Action(ActionKind.SCROLL, value=str(screen.viewport.height)),) * 3
        case Deal.KEY:
            return _press(_KEYS_ANYWHERE if option.gesture else ("Escape",))
        case Deal.RELOAD:
            return (Action(ActionKind.RELOAD),)
        case Deal.BACK:
            return (Action(ActionKind.BACK),)
        case Deal.FORM:
            return _fill_and_send(option, screen, persona)
        case _:
            element = screen.element(option.subject)
            if element is None:
                return None
            if option.deal is Deal.GESTURE:
                return _gesture(option.gesture, element)
            return _touch(option.deal, element, screen, persona)


def _fill_and_send(option: Option, screen: Screen, persona: Persona) -> Deed | None:
    form = next((form for form in screen.forms if form.key == option.subject), None)
    if form is None:
        return None
    sent = submit(screen, form)
    actions = (*fill(screen, form, persona), *((sent,) if sent else ()))
    return actions or None


def _press(keys: tuple[str, ...], target: Target | None = None) -> Deed:
    return tuple(Action(ActionKind.PRESS, target, key) for key in keys)


def _gesture(gesture: str, element: Element) -> Deed | None:
    target = target_of(element)
    match gesture:
        case "key":
            return _press(_KEYS_ON_A_CONTROL, target)
        case "wheel":
            return (Action(ActionKind.SCROLL, target, _WHEEL_PX),)
        case _:
            kind = _KINDS.get(gesture)
            return (Action(kind, target),) if kind else None


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
