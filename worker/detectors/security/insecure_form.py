"""Finds forms that send a password where others can read it: in the address (GET), or unencrypted over the network."""

from collections.abc import Iterator

from worker.detectors.addresses import is_local
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form

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


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form with a password that is sent by GET, or over HTTP to another machine."""
    screen = observation.screen
    for form in screen.forms:
        password = next(
            (field for field in map(screen.element, form.fields) if field and field.input_type == "password"), None
        )
        if password is None:
            continue
        # A field without a name is never sent by the browser itself: a script reads it.
        if form.method.lower() == "get" and password.field_name:
            yield _found(
                observation,
                form,
                password,
                "in the address",
                "The form is sent with GET: the password ends in the address bar, the history and every log on the "
                "way.",
            )
        if form.action.startswith("http://") and not is_local(form.action):
            yield _found(
                observation,
                form,
                password,
                "over plain HTTP",
                "The form goes to an http:// address: everyone on the way can read the password.",
            )


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
