"""Finds forms that send a password where others can read it: in the address (GET), or unencrypted over the network."""

from collections.abc import Iterator

from worker.detectors.addresses import is_local
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form, Screen

META = Meta(
    id="insecure_form",
    category=Category.SECURITY,
    severity=Severity.HIGH,
    title="Password sent where others can read it",
    why="The form's method or address is not fit for a password.",
    fix='Send the form with method="post" to an https:// address.',
    tags=("cwe-319", "cwe-598", "owasp-a02-2021"),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",),
)

_BY_ADDRESS = "The form is sent with GET: the password ends in the address bar, the history and every log on the way."


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form with a password that is sent by GET, or over HTTP to another machine.

    Where a script hears of the sending, password_in_url tells when the address has the password in it.
    """
    for form, password in _asking_for_password(observation.screen):
        # A field without a name is never sent by the browser itself: a script reads it.
        if form.method.lower() == "get" and password.field_name and not form.scripted:
            yield _found(observation, form, password, "in the address", _BY_ADDRESS)
        if form.action.startswith("http://") and not is_local(form.action):
            yield _found(
                observation,
                form,
                password,
                "over plain HTTP",
                "The form goes to an http:// address: everyone on the way can read the password.",
            )


def _asking_for_password(screen: Screen) -> Iterator[tuple[Form, Element]]:
    for form in screen.forms:
        fields = (field for field in map(screen.element, form.fields) if field and field.input_type == "password")
        if (password := next(fields, None)) is not None:
            yield form, password


def _found(observation: Observation, form: Form, password: Element, how: str, cause: str) -> Finding:
    name = shown(form.name, 30)
    return finding(
        META,
        observation,
        subject=f"{mask(form.key)} on {path_pattern(observation.screen.url)} {how}",
        title=f"The form {f'“{name}” ' if name else ''}on {place(observation.screen.url, 30)} sends the password {how}",
        description=f"{cause} Expected: POST over HTTPS.",
        cause=cause,
        boxes=(password.box,),
        details={"method": form.method, "action": form.action},
    )
