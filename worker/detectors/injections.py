"""What the rules about injected values have in common: their words, and how the proof is carried."""

from collections.abc import Iterator

from pydantic import JsonValue

from worker.detectors.base import Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.attacks import Injection, Sent
from worker.observation.observation import Observation

_WHERE = {
    "query": "the parameter “{}”",
    "form": "the field “{}”",
    "json": "the member “{}”",
    "path": "the {}. part of the path",
    "fragment": "the address after #",
}


def injected(
    meta: Meta, observation: Observation, kinds: tuple[str, ...], title: str, expected: str
) -> Iterator[Finding]:
    """One finding for each place of a request whose value was run as one of these kinds.

    `title` has a gap for the place ("{} is run as a template").
    """
    for trial in observation.experiments:
        if isinstance(trial, Injection) and trial.kind in kinds:
            named = parameter_name(trial.where, trial.parameter)
            yield finding(
                meta,
                observation,
                subject=subject_of(trial.where, trial.parameter, trial.sent),
                page=trial.url,
                title=f"{shown(title.format(named), 62)} ({place(trial.url, 22)})",
                description=f"{trial.sent.method} {place(trial.url, 60)} was sent with {shown(repr(trial.value), 100)} "
                f"as {named}. {trial.proof} Expected: {expected}",
                certain=trial.certain,
                severity=meta.severity if trial.certain else Severity.MEDIUM,
                details={"parameter": trial.parameter, "payload": trial.value[:300], "proof": trial.proof}
                | told(trial.sent),
            )


def parameter_name(where: str, parameter: str) -> str:
    """The place of a value in a person's words."""
    return _WHERE.get(where, "“{}”").format(shown(parameter, 20))


def subject_of(where: str, parameter: str, sent: Sent) -> str:
    """The same for the same place of the same kind of request."""
    pattern = path_pattern(sent.url.partition("?")[0])
    if where == "path":
        segments = sent.url.partition("?")[0].split("/")[3:]
        at = int(parameter) - 1
        pattern = "/" + "/".join("*" if index == at else mask(one) for index, one in enumerate(segments))
    return f"{where} {mask(parameter)} of {sent.method} {pattern}"


def told(sent: Sent) -> dict[str, JsonValue]:
    """A request and its answer as a finding carries them; exports send it again."""
    request: dict[str, JsonValue] = {"method": sent.method, "address": sent.url}
    if sent.headers:
        request["headers"] = {name: value for name, value in sent.headers if name.lower() != "cookie"}
    if sent.body:
        request["body"] = sent.body
    return {"address": sent.url, "request": request, "response": sent.answer[:800]}
