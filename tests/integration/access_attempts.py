"""Trying things in SQL as each role, thousands in one transaction of which nothing stays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import psycopg
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from tests.integration.access_matrix import ROLES

# Each attempt runs in a savepoint that its own exception rolls back, also where it succeeds.
ATTEMPT = """
create function pg_temp.attempt(p_role text, p_claims text, p_statement text)
returns jsonb
language plpgsql
as $$
declare
  v_rows bigint;
begin
  perform
    set_config('request.jwt.claims', p_claims, true),
    set_config('request.jwt.claim.sub', coalesce(p_claims::jsonb ->> 'sub', ''), true),
    set_config('request.jwt.claim.role', p_claims::jsonb ->> 'role', true),
    set_config('role', p_role, true);
  execute p_statement;
  get diagnostics v_rows = row_count;
  raise exception using errcode = 'ZZ000', message = v_rows;
exception when others then
  if sqlstate = 'ZZ000' then
    return jsonb_build_object('rows', sqlerrm::bigint);
  end if;
  return jsonb_build_object('code', sqlstate, 'message', sqlerrm);
end;
$$
"""

NO_PRIVILEGE = re.compile(r"permission denied for (table|schema|function|sequence|materialized view|view) ")
NOT_TO_BE_WRITTEN = {"428C9", "55000", "42809"}
"""A generated column or a view, which nobody writes; said before privileges are looked at."""


Expected = Literal["refused", "let through", "nothing", "something"]
"""A missing privilege; none missing, whatever came then; no row there to read or write; at least one."""


@dataclass(frozen=True)
class Who:
    """A role of the database, and the account whose claims it carries."""

    word: str
    user_id: str | None = None
    known_as: str = ""
    """Where two people have one role, who of them this is."""

    @property
    def role(self) -> str:
        return ROLES[self.word]

    @property
    def is_somebody_else(self) -> bool:
        """Whether this is another person than the one whose rows are tried."""
        return bool(self.known_as)

    @property
    def claims(self) -> dict[str, str]:
        return {"role": self.role} | ({"sub": self.user_id} if self.user_id else {})


@dataclass(frozen=True)
class Attempt:
    """A statement that somebody tries, and how to name it when it goes otherwise than it should."""

    who: Who
    what: str
    statement: str
    expected: Expected

    def __str__(self) -> str:
        return f"{self.who.known_as or self.who.word}: {self.what}: expected {self.expected}"


@dataclass(frozen=True)
class Outcome:
    """What PostgreSQL made of an attempt."""

    rows: int | None = None
    """Rows read or written; nothing where an error came instead."""
    code: str = ""
    message: str = ""

    @property
    def refused(self) -> bool:
        """Whether a privilege was missing. Row level security and our own checks come after privileges."""
        return self.code in NOT_TO_BE_WRITTEN or (self.code == "42501" and bool(NO_PRIVILEGE.match(self.message)))

    def fits(self, expected: Expected) -> bool:
        match expected:
            case "refused":
                return self.refused
            case "let through":
                return not self.refused
            case "nothing":
                return self.rows == 0
            case "something":
                # An error that is not of privileges came from checks behind them.
                return self.rows != 0 and self.code != "42501"

    def __str__(self) -> str:
        return f"{self.rows} rows" if self.rows is not None else f"{self.code} {self.message}"


def outcomes(database: psycopg.Connection[DictRow], attempts: Sequence[Attempt]) -> Iterable[tuple[Attempt, Outcome]]:
    """Try them all, each from the same beginning. Needs the superuser, who may become anybody."""
    tried = [[attempt.who.role, attempt.who.claims, attempt.statement] for attempt in attempts]
    with database.transaction(force_rollback=True):
        database.execute(ATTEMPT.encode())
        rows = database.execute(
            """
            select pg_temp.attempt(one ->> 0, one ->> 1, one ->> 2) as outcome
            from jsonb_array_elements(%s) with ordinality as each (one, place)
            order by place
            """,
            [Jsonb(tried)],
        ).fetchall()
    return [(attempt, Outcome(**row["outcome"])) for attempt, row in zip(attempts, rows, strict=True)]
