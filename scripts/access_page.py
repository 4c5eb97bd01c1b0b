"""Writes docs/access.md from the matrix that its test tries. `--check` says whether the page is so."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.integration.access_matrix import FUNCTIONS, INNER_FUNCTIONS, ROLES, SUPABASES_POLICIES, TABLES, Table, uses

PAGE = Path(__file__).resolve().parents[1] / "docs" / "access.md"

INTRODUCTION = """\
# Who may do what

Made from `tests/integration/access_matrix.py` by `make generate`; change that, not this. `test_access_matrix.py` tries
all of it on a running stack: what stands here works, and everything else in the database fails. A table, column,
function or policy that is not named there fails the test. `test_access_attacks.py` tries what an intruder would,
through the Data API, Realtime and Storage.

Who they are:

| here | in the database | who that is |
|---|---|---|
| anybody | `anon` | nobody has signed in; the publishable key is in every browser |
| a person | `authenticated` | somebody who has signed in, by supabase-js or through the functions |
| somebody else | `authenticated` | a person with rows that are not theirs |
| an API key | `authenticated` | a program with a person's key; the Data API, Realtime and Storage know none |
| a server | `service_role` | has the secret key; row level security does not hold it |
| the functions | `deffatest_door` | what the edge functions log in as, and become the caller for the caller's work |
| a worker | `deffatest_worker` | one of the fleet |
| an inspector | `deffatest_inspector` | looks into uploaded files |
| the scheduler | `deffatest_scheduler` | what runs by the clock |
| Auth | `supabase_auth_admin` | Supabase Auth, which calls its hooks |
"""

CLIENTS = ["anon", "person", "service"]
SHOWN = {
    "anon": "anybody",
    "person": "a person",
    "service": "a server",
    "door": "the functions",
    "worker": "a worker",
    "inspector": "an inspector",
    "scheduler": "the scheduler",
    "auth": "Auth",
}
ORDER = ["read", "insert", "update", "delete", "maintain"]
WHOSE = {
    "their own": "A person meets the rows of their own; somebody else's are not there for them.",
    "everybody's": "Everybody meets all rows.",
    "nobody's": "No person meets any row.",
}


def page() -> str:
    return "\n".join([INTRODUCTION, *tables(), *closed_tables(), *functions(), *storage(), *realtime()]) + "\n"


def tables() -> Iterator[str]:
    yield "## Tables that clients reach\n"
    for table in filter(is_reached, TABLES):
        yield f"### `{table.name}`\n\n{WHOSE[table.rows]}\n"
        yield "| columns | anybody | a person | somebody else | a server |"
        yield "|---|---|---|---|---|"
        for told, columns in table.columns.items():
            yield row(listed(columns), told, table)
        if clients_on_rows := {who: what for who, what in uses(table.whole).items() if who in CLIENTS}:
            yield row(
                "(whole rows)", "; ".join(f"{who}: {' '.join(what)}" for who, what in clients_on_rows.items()), table
            )
        yield "\nPolicies: " + "; ".join(table.policies) + ".\n"


def closed_tables() -> Iterator[str]:
    yield "## Tables that only functions reach\n"
    yield "Not even a server with the secret key reads or writes these: the functions below do, as their owner.\n"
    yield "| table | policy | besides |"
    yield "|---|---|---|"
    for table in TABLES:
        if not is_reached(table):
            policy = "; ".join(table.policies) or "(a view, with its reader's rights)"
            besides = "; ".join(f"{SHOWN[who]}: {words(what)}" for who, what in uses(table.whole).items())
            yield f"| `{table.name}` | {policy} | {besides} |"
    yield ""


def functions() -> Iterator[str]:
    yield "## Functions\n"
    yield "Functions of `public` are the RPCs of the Data API; the other schemas are not exposed.\n"
    yield "| function | who executes it |"
    yield "|---|---|"
    for signature, who in FUNCTIONS.items():
        yield f"| `{signature}` | {', '.join(SHOWN[word] for word in ROLES if word in who.split())} |"
    yield "\nExecuted by their owner alone, as triggers and inside those above:\n"
    for schema, names in INNER_FUNCTIONS.items():
        yield f"- `{schema}`: {listed(names)}"
    yield ""


def storage() -> Iterator[str]:
    yield """## Storage

The bucket `deffatest-storage` is private, and no policy of ours opens `storage.objects`. Paths and who reaches them:

| path | anybody, a person, somebody else, an API key | a server, workers, the scheduler |
|---|---|---|
| `test-uploads/{test}/{file}` | only by an address that our functions signed for the owner, for writing | S3 keys |
| `test-reports/{test}/…` | only by an address that our functions signed for the owner, for reading | S3 keys |
| `quarantine/{test}/{file}` | never | S3 keys |
| `archives/…` | never | S3 keys |
| `system-files/templates/…` | never | S3 keys |
"""


def realtime() -> Iterator[str]:
    yield """## Realtime

| channel | anybody | its owner | somebody else | an API key | a server |
|---|---|---|---|---|---|
| `test:<id>`, private | | joins, hears | | | joins, hears |
| `user:<id>`, private | | joins, hears | | | joins, hears |

Nobody sends into a private channel. Policies of ours there:
"""
    for table, policies in SUPABASES_POLICIES.items():
        yield f"- `{table}`: {'; '.join(sorted(policies))}"


def is_reached(table: Table) -> bool:
    return any(uses(told) for told in table.columns)


def row(columns: str, told: str, table: Table) -> str:
    cells = {who: words(what) for who, what in uses(told).items()}
    others = cells.get("person", "") if table.rows == "everybody's" else ""
    return (
        f"| {columns} | {cells.get('anon', '')} | {cells.get('person', '')} | {others} | {cells.get('service', '')} |"
    )


def words(what: set[str]) -> str:
    return ", ".join(word for word in ORDER if word in what)


def listed(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split())


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        print("docs/access.md is not what the access matrix says: make generate")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
