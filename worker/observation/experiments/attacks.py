"""What an attacker would send, sent harmlessly, and what the app did with it."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class Sent:
    """A request of ours, and the telling part of its answer (status, then text)."""

    method: str
    url: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Injection(Experiment):
    """A value that was sent was run, or changed what was asked, instead of being taken as data.

    `kind` is what ran it: "sql", "xpath", "nosql", "template", "command", "object", "path", "header", "xml",
    "address". `where` is "query", "path", "form", "json" and `parameter` its name there. `proof` says in a sentence how
    it was told from chance.
    """

    kind: str
    where: str
    parameter: str
    url: str
    value: str
    proof: str
    sent: Sent
    certain: bool = True


@dataclass(frozen=True, slots=True)
class VerboseError(Experiment):
    """A value nobody expected was answered with the server's own inner error: `words` are what tells."""

    where: str
    parameter: str
    url: str
    value: str
    words: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class SmuggledScript(Experiment):
    """A harmless marker in an address came back as markup, or ran.

    `where` is "query", "path", "fragment"; `outcome` is "executed" or "raw"; `stored` when another page than the one
    that was sent shows it.
    """

    where: str
    parameter: str
    url: str
    probe: str
    outcome: str
    context: str
    sent: Sent
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Redirection(Experiment):
    """A foreign address in a parameter became the one that visitors are sent to, `by` "header", "page" or "script"."""

    where: str
    parameter: str
    url: str
    target: str
    by: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class SharedAnswer(Experiment):
    """A foreign site's script was allowed to read an answer that is made for the visitor (CORS)."""

    url: str
    origin: str
    allowed: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class TrustedHeader(Experiment):
    """A host named by the request's own header stands in the answer's addresses."""

    url: str
    header: str
    host: str
    context: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class OpenMethod(Experiment):
    """A method that nobody needs was served: TRACE gave back what was sent, PUT kept a file."""

    url: str
    method: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class UnguardedAnswer(Experiment):
    """Somebody else (`who`: "guest", "another account") was given an answer with an account's `private` data:
    its e-mail address, or a text of its own.
    """

    url: str
    who: str
    private: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class EditedByAnother(Experiment):
    """Another account opened the form at `page` with which an account edits its record, without being offered to, put
    `text` in place of what the field called `label` `held`, and that was stored.
    """

    page: str
    label: str
    held: str
    text: str


@dataclass(frozen=True, slots=True)
class ForgedToken(Experiment):
    """An account's request was answered to a token that the server has not made, or whose secret is known; `how` says
    what is wrong with it.
    """

    url: str
    how: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class ForgedRequest(Experiment):
    """A request as another site's page would have a visitor's browser send it took effect; `witness` is what shows.

    It is `chosen` when the other site decides what it says.
    """

    url: str
    method: str
    witness: str
    sent: Sent
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class ScriptedAnswer(Experiment):
    """Another site's page was told an account's `private` data by a script of this address."""

    url: str
    private: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class ActiveUpload(Experiment):
    """A file that was uploaded is served back as a page that runs scripts."""

    url: str
    file: str
    content_type: str
    sent: Sent
