"""Finds stack traces, database errors and frameworks' error pages that are shown to the user.

They help nobody who uses the app and tell an attacker what it is made of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import in_words, is_echo
from worker.detectors.markup import CODE, code_text, tree
from worker.detectors.subjects import message_pattern, path_pattern, place, shown
from worker.detectors.traffic import content_type
from worker.observation.observation import Observation
from worker.observation.screen import Box

META = Meta(
    id="error_text",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Raw error shown to the user",
    why="An error is not handled, and the framework shows its inner details instead of a page made for people.",
    fix="Handle the error where it arises, log its details on the server, and show a page that says what to do next. "
    "Switch the framework's debug mode off in production.",
    tags=("cwe-209", "owasp-a05-2021"),
    references=("https://owasp.org/www-community/Improper_Error_Handling",),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A text that only a raw error has, and what it is."""

    name: str
    pattern: re.Pattern[str]


def _sign(name: str, pattern: str, flags: int = 0) -> Sign:
    return Sign(name, re.compile(pattern, flags | re.MULTILINE))


SIGNS = (
    # Databases
    _sign(
        "MySQL error",
        r"You have an error in your SQL syntax|mysqli?_(fetch|query|num_rows|connect)\w*\(|MySQLSyntaxErrorException|"
        r"com\.mysql\.jdbc|ER_(PARSE|BAD_FIELD|NO_SUCH_TABLE|DUP_ENTRY)\w*|check the manual that corresponds to "
        r"your (MySQL|MariaDB)",
    ),
    _sign(
        "PostgreSQL error",
        r"PG::\w+Error|psycopg\d?\.\w+|PSQLException|pg_(query|exec|fetch)\w*\(\)|ERROR:\s+(syntax error at or "
        r"near|relation \"|column \")|"
        r"syntax error at or near \"|(relation|column) \"[\w.]+\" does not exist|duplicate key value violates "
        r"unique constraint|"
        r"violates (not-null|foreign key|check) constraint|invalid input syntax for (type )?\w+",
    ),
    _sign(
        "SQLite error",
        r"sqlite3?\.(OperationalError|IntegrityError|ProgrammingError|DatabaseError)|SQLITE_(ERROR|CONSTRAINT|"
        r"BUSY)\w*|SQLiteException|"
        r"near \"[^\"\n]{0,40}\": syntax error|no such (table|column): \w+|unrecognized token: \"",
    ),
    _sign(
        "SQL Server error",
        r"Unclosed quotation mark (after|before)|Incorrect syntax near '|Microsoft OLE DB Provider|\bSqlException\b|"
        r"ODBC SQL Server Driver|System\.Data\.SqlClient",
    ),
    _sign("Oracle error", r"\bORA-\d{5}\b|quoted string not properly terminated|oracle\.jdbc"),
    _sign(
        "SQL error",
        r"SQLSTATE\[\w+\]|\bSequelize\w*Error\b|PrismaClient\w*Error|\bQueryFailedError\b|ActiveRecord::\w+|"
        r"PDOException",
    ),
    _sign("MongoDB error", r"\bMongo(Server|Network|DB)?Error\b|E11000 duplicate key|CastError: Cast to \w+ failed"),
    # Languages
    _sign("Python stack trace", r"Traceback \(most recent call last\)|^\s*File \"[^\"\n]+\", line \d+, in \S+"),
    _sign(
        "Java stack trace",
        r"^\s*at [\w$.]+\([\w$]+\.(java|kt|scala):\d+\)|Exception in thread "
        r"\"|\bjava\.(lang|util|sql|io)\.\w+(Exception|Error)\b",
    ),
    _sign(
        ".NET stack trace",
        r"^\s*at [\w.`<>]+\(.*\) in .+:line \d+|Server Error in '/.*' Application|\bSystem\.\w+(\.\w+)*Exception:",
    ),
    _sign(
        "PHP error",
        r"\b(Fatal|Parse|Recoverable fatal) error: .{3,200} (in|on line) |\b(Warning|Notice|Deprecated): .{3,200} "
        r"in \S+\.php on line \d+|"
        r"Stack trace:\s+#0 |PHP (Fatal|Parse) error",
    ),
    _sign(
        "Ruby stack trace",
        r"\S+\.rb:\d+:in [`']|\bNoMethodError\b.* for nil|ActionController::\w+|ActionView::Template::Error",
    ),
    _sign(
        "Node.js stack trace",
        r"^\s*at (async )?[\w.<>\[\] ]+ \((file://|node:|/|[A-Z]:\\)[^)\n]+:\d+:\d+\)|^\s*at "
        r"(file://|node:|/)\S+:\d+:\d+$",
    ),
    _sign(
        "Go panic",
        r"goroutine \d+ \[running\]|panic: runtime error|runtime error: (index out of range|invalid memory address)",
    ),
    _sign("Rust panic", r"thread '[^']+' (\(\d+\) )?panicked at"),
    _sign(
        "JavaScript error",
        r"\b(Type|Reference|Syntax|Range)Error: .{3,}|Cannot read propert(y|ies) of "
        r"(undefined|null)|\b(undefined|null) is not an object\b|"
        r"Unexpected token .{1,20} in JSON at position",
    ),
    _sign("Elixir error", r"\(\w+Error\) .+\n\s+\(\w+ [\d.]+\) lib/|FunctionClauseError"),
    # Frameworks' error pages
    _sign(
        "Django debug page",
        r"You're seeing this error because you have DEBUG = True|DisallowedHost at /|Django Version:",
    ),
    _sign("Flask debugger", r"Werkzeug Debugger|The debugger caught an exception in your WSGI application"),
    _sign(
        "Laravel error page",
        r"Whoops, looks like something went wrong|Illuminate\\\w+|Symfony\\Component\\|\bIgnition\b.*Laravel",
    ),
    _sign("Rails error page", r"We're sorry, but something went wrong|Routing Error\s+No route matches|Rails\.root:"),
    _sign("Spring error page", r"Whitelabel Error Page|There was an unexpected error \(type="),
    _sign("Tomcat error page", r"HTTP Status \d{3} [–-] .+[\s\S]{0,400}Apache Tomcat|javax\.servlet\.\w+"),
    _sign("Express error page", r"\ACannot (GET|POST|PUT|DELETE|PATCH) /\S*\s*\Z"),
    _sign(
        "Next.js error page",
        r"Application error: a (client|server)-side exception has occurred|Unhandled Runtime Error",
    ),
    _sign("React error page", r"Unexpected Application Error!|Minified React error #\d+"),
    _sign("Phoenix or Vite error page", r"\[plugin:vite:[\w-]+\]|Failed to resolve import \""),
    _sign(
        "WordPress error", r"Error establishing a database connection|There has been a critical error on this website"
    ),
    _sign("GraphQL error", r"Cannot query field \"\w+\" on type \"|Variable \"\$\w+\" of required type"),
    _sign("template error", r"jinja2\.exceptions\.\w+|TemplateSyntaxError|freemarker\.\w+|\bTwig[\\_]Error"),
    _sign("server error text", r"\A\W*(500\W+)?Internal Server Error\W*\Z"),
)

# A page with this much to read beside its code is an article that explains an error rather than has one.
_ARTICLE = 1500


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first raw error that the screen shows."""
    if observation.document is not None and content_type(observation.document) == "text/markdown":
        return  # a text about errors
    text = observation.screen.text
    for sign in SIGNS:
        found = sign.pattern.search(text)
        if found is None:
            continue
        witness = _line(text, found)
        if (
            is_echo(observation, found.group().strip())
            or _is_explained(observation, found.group())
            or _owned(sign, observation)
        ):
            continue
        deed = in_words(observation)
        yield finding(
            META,
            observation,
            subject=f"{sign.name}{_cause_of(witness, observation.screen.url)}",
            title=f"{sign.name[0].upper()}{sign.name[1:]} shown to the user on {place(observation.screen.url)}",
            description=f"{f'{deed}: the' if deed else 'The'} page shows “{shown(witness, 160)}”. "
            "Expected: a sentence that a user understands, and no inner details.",
            boxes=_boxes(observation, witness),
            details={"text": witness[:500], "kind": sign.name},
        )
        return


def _cause_of(witness: str, url: str) -> str:
    """The error's own words, which are the same on every page that it breaks; the page where they only announce it."""
    announced = witness.rstrip().endswith((":", ")"))
    return f" on {path_pattern(url)}" if announced else f": {message_pattern(witness)}"


def _line(text: str, found: re.Match[str]) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    return " ".join(text[start : end if end >= 0 else len(text)].split())


def _owned(sign: Sign, observation: Observation) -> bool:
    """Whether http_error says the same already: the server's plain page for its own status."""
    document = observation.document
    plain = sign.name in ("server error text", "Express error page")
    return plain and document is not None and document.status is not None and document.status >= 400


def _is_explained(observation: Observation, found: str) -> bool:
    """Whether the text stands as an example in an article: in code or a post, on a page answered well, with much
    other text around it.
    """
    document = observation.document
    if document is not None and document.status is not None and document.status >= 500:
        return False
    markup = observation.screen.markup
    code = code_text(markup)
    wanted = " ".join(found.split())
    if any(wanted in one.text for one in tree(markup).find(*CODE) if one.inside("article", "blockquote")):
        return True
    if len(observation.screen.text) - len(code) < _ARTICLE:
        return False
    return wanted in code or any(
        wanted in article.text for article in tree(markup).find("article", "blockquote", "td", "li")
    )


def _boxes(observation: Observation, witness: str) -> tuple[Box, ...]:
    return tuple(
        run.box for run in observation.screen.texts if run.text and (run.text in witness or witness in run.text)
    )[:3]
