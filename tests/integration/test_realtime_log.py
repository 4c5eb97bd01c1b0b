"""The reader of PostgreSQL's log and the feed of row changes, without sockets: what is told, to whom, nothing lost.

Expected frames are those of the hosted server (supabase/realtime, function realtime.apply_rls).
"""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from stack import local, postgres, processes
from stack.layout import DENO, DENO_CACHE, ROOT, StackFolder
from stack.state import load
from tests.integration.fleet import wait_until
from tests.stack_fixture import Stack, stack_of_its_own

WAIT_SECONDS = 20
ALICE = {"role": "authenticated", "exp": 4102444800, "sub": "00000000-0000-0000-0000-00000000000a"}
BOB = {**ALICE, "sub": "00000000-0000-0000-0000-00000000000b"}
SERVICE = {"role": "service_role", "exp": 4102444800}

Json = Any


class Reader:
    """A process that reads the log of a stack and takes subscriptions."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.messages: Queue[Json] = Queue()
        self._answers: Queue[Json] = Queue()
        self._frames: dict[str, Queue[Json]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._answers.get(timeout=WAIT_SECONDS) == "ready"

    def subscribe(self, *bindings: Json, claims: Json = ALICE) -> "Subscribed":
        name = uuid4().hex
        self._frames[name] = Queue()
        answer = self._ask({"as": name, "bindings": bindings, "claims": claims})
        return Subscribed(answer["ids"], answer["problem"], self._frames[name], lambda: self._close(name))

    def message(self) -> Json:
        """The next one that was committed to realtime.messages."""
        return self.messages.get(timeout=WAIT_SECONDS)

    def _close(self, name: str) -> None:
        self._ask({"as": name, "close": True})

    def _ask(self, command: Json) -> Json:
        assert self.process.stdin is not None
        print(json.dumps(command), file=self.process.stdin, flush=True)
        return self._answers.get(timeout=WAIT_SECONDS)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            heard = json.loads(line)
            if "message" in heard:
                self.messages.put(heard["message"])
            elif "to" in heard:
                self._frames[heard["to"]].put(heard)
            else:
                self._answers.put(heard)


class Subscribed:
    def __init__(self, ids: list[int], problem: str | None, frames: "Queue[Json]", close: Callable[[], None]) -> None:
        self.ids = ids
        self.problem = problem
        self.close = close
        self._frames = frames

    def frame(self) -> Json:
        return self._frames.get(timeout=WAIT_SECONDS)

    def data(self) -> Json:
        return self.frame()["data"]

    def is_silent(self) -> bool:
        return self._frames.empty()

    def records(self, until: str) -> list[Json]:
        """What came before the row whose `name` is `until`; without that row."""
        found: list[Json] = []
        while (record := self.data().get("record")) is None or record.get("name") != until:
            found.append(record)
        return found


@contextmanager
def reading(stack: Stack, slot: str = "changes_of_tests") -> Generator[Reader, None, None]:
    state = load(StackFolder(stack.folder).state)
    assert state is not None
    settings = {"database_address": f"127.0.0.1:{state.database_port}", "passwords": state.passwords}
    command = [DENO, "run", "--allow-all", "--frozen", "--quiet", "--config", ROOT / "deno.json"]
    process = subprocess.Popen(
        [*command, ROOT / "tests" / "stand_ins" / "change_reader.ts", json.dumps(settings), slot],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DENO_DIR": str(DENO_CACHE), "DENO_NO_UPDATE_CHECK": "1"},
    )
    try:
        yield Reader(process)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def reader(stack: Stack) -> Iterator[Reader]:
    with reading(stack) as running:
        yield running


@pytest.fixture
def database(stack: Stack) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(stack.postgres_database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def table(stack: Stack) -> Iterator[Callable[[str], str]]:
    """Makes published tables that authenticated and service_role may read."""
    made: list[str] = []

    def make(columns: str) -> str:
        name = f"realtime_{uuid4().hex[:8]}"
        made.append(name)
        with psycopg.connect(stack.postgres_database_url, autocommit=True) as database:
            run(database, f"create table public.{name} ({columns})")
            run(database, f"grant select on public.{name} to authenticated, service_role")
            run(database, f"alter publication supabase_realtime add table public.{name}")
        return name

    yield make
    with psycopg.connect(stack.postgres_database_url, autocommit=True) as database:
        for name in made:
            run(database, f"drop table public.{name}")


def run(database: "psycopg.Connection[Any]", statement: str) -> None:
    database.execute(statement)  # type: ignore[arg-type]


def test_a_message_is_told_when_it_is_committed_and_only_then(
    reader: Reader, database: "psycopg.Connection[Any]"
) -> None:
    with database.transaction(force_rollback=True):
        run(database, """select realtime.send('{"never": 1}', 'event', 'topic', false)""")
    with database.transaction():
        run(database, """select realtime.send('{"a": 1}', 'first', 'topic', false)""")
        run(database, """select realtime.send('{"id": "mine"}', 'second', 'topic')""")
        run(database, r"""select realtime.send_binary('\x00ff', 'third', 'topic')""")
    first, second, third = reader.message(), reader.message(), reader.message()
    assert first == {
        **{"id": first["id"], "topic": "topic", "event": "first", "private": False},
        "payload": {"a": 1, "id": first["id"]},
    }
    assert (second["event"], second["private"], second["payload"]) == ("second", True, {"id": "mine"})
    assert (third["event"], third["binary"]) == ("third", "00ff")


def test_a_message_that_is_only_to_be_kept_is_told_to_nobody(
    reader: Reader, database: "psycopg.Connection[Any]"
) -> None:
    row = "insert into realtime.messages (topic, extension, event, private, payload, skip_broadcast) values"
    run(database, f"{row} ('topic', 'broadcast', 'kept', true, '1', true)")
    run(database, f"{row} ('topic', 'broadcast', null, true, '1', false)")
    run(database, f"{row} ('topic', 'broadcast', 'sent', true, '1', false)")
    assert reader.message()["event"] == "sent"


def test_a_large_integer_keeps_its_digits(reader: Reader, table: Callable[[str], str], stack: Stack) -> None:
    name = table("id bigint primary key")
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name})
    with psycopg.connect(stack.postgres_database_url, autocommit=True) as database:
        run(database, f"insert into {name} values (9223372036854775807)")
    assert mine.data()["record"] == {"id": 9223372036854775807}


def test_insert_update_and_delete_have_the_hosted_servers_shape(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text")
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name})
    assert mine.problem is None
    run(database, f"insert into {name} values (1, 'a'); update {name} set name = 'b'; update {name} set id = 2")
    run(database, f"delete from {name}")
    frames = [mine.frame() for _ in range(4)]
    assert [frame["ids"] for frame in frames] == [mine.ids] * 4
    shared = {
        **{"schema": "public", "table": name, "errors": None},
        "columns": [{"name": "id", "type": "int4"}, {"name": "name", "type": "text"}],
    }
    times = [frame["data"].pop("commit_timestamp") for frame in frames]
    assert all(len(time) == len("2026-11-21T05:30:00.123Z") and time.endswith("Z") for time in times)
    assert [frame["data"] for frame in frames] == [
        {**shared, "type": "INSERT", "record": {"id": 1, "name": "a"}},
        {**shared, "type": "UPDATE", "record": {"id": 1, "name": "b"}, "old_record": {"id": 1}},
        {**shared, "type": "UPDATE", "record": {"id": 2, "name": "b"}, "old_record": {"id": 1}},
        {**shared, "type": "DELETE", "old_record": {"id": 2}},
    ]


def test_full_replica_identity_tells_the_whole_old_row_but_not_where_row_security_is_on(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text")
    run(database, f"alter table {name} replica identity full")
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name})
    run(database, f"insert into {name} values (1, 'a'), (2, 'c')")
    run(database, f"update {name} set name = 'b' where id = 1; delete from {name} where id = 1")
    old = [mine.data().get("old_record") for _ in range(4)]
    assert old == [None, None, {"id": 1, "name": "a"}, {"id": 1, "name": "b"}]
    run(database, f"alter table {name} enable row level security")
    run(database, f"delete from {name}")
    assert mine.data()["old_record"] == {"id": 2}


def test_an_index_as_replica_identity_tells_its_columns_of_the_old_row(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, code text not null, name text")
    run(database, f"create unique index {name}_code on {name} (code)")
    run(database, f"alter table {name} replica identity using index {name}_code")
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name, "filter": "code=eq.c"})
    run(database, f"insert into {name} values (1, 'c', 'a'); update {name} set name = 'b'; delete from {name}")
    assert [mine.data().get("old_record") for _ in range(3)] == [None, {"code": "c"}, {"code": "c"}]


def test_names_that_sql_must_quote_are_as_good_as_others(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    columns = '"The Key" int primary key, "say ""hi""" text, "select" text generated always as ("say ""hi""") stored'
    name = table(columns)
    run(database, f'alter table {name} rename to "{name} ""x"""')
    run(database, f'alter table "{name} ""x""" enable row level security')
    run(database, f'create policy all_of_them on "{name} ""x""" to authenticated using (true)')
    place = {"event": "*", "schema": "public", "table": f'{name} "x"'}
    mine = reader.subscribe({**place, "filter": 'The Key=eq.1,say "hi"=like.y%,select=eq.you', "select": ['say "hi"']})
    assert mine.problem is None
    run(database, f'insert into "{name} ""x""" values (1, $$you$$)')
    assert mine.data()["record"] == {"The Key": 1, 'say "hi"': "you"}
    run(database, f'alter table "{name} ""x""" rename to {name}')


def test_values_are_written_as_to_jsonb_writes_them(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    run(database, "create type public.pair as (a int, b text); create domain public.short as text")
    name = table(
        "id int8 primary key, n numeric, f float8, b bool, j jsonb, a int[], t text[], ts timestamp, tz timestamptz, "
        "d date, bytes bytea, u uuid, nothing text, p public.pair, s public.short, doubled int8 generated always as "
        "(id * 2) stored, i interval"
    )
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name})
    run(
        database,
        f"""insert into {name} values (7, 1.50, 'NaN', true, '{{"a": [1, null]}}', '{{{{1,2}},{{3,null}}}}',
        '{{"a,b","NULL",null,"q\\"u"}}', '2020-01-02 03:04:05.5', '2020-01-02 03:04:05+02', '2020-01-02', '\\x0102',
        '00000000-0000-0000-0000-00000000000A', null, '(1,x)', 'short', default, '1 day 02:00')""",
    )
    data = mine.data()
    run(database, "drop type public.pair cascade; drop domain public.short cascade")
    assert data["record"] == {
        **{"id": 7, "n": 1.5, "f": None, "b": True, "j": {"a": [1, None]}, "a": [[1, 2], [3, None]]},
        **{"t": ["a,b", "NULL", None, 'q"u'], "ts": "2020-01-02T03:04:05.5", "tz": "2020-01-02T01:04:05+00:00"},
        **{"d": "2020-01-02", "bytes": "0102", "u": "00000000-0000-0000-0000-00000000000a", "nothing": None},
        **{"p": {"a": 1, "b": "x"}, "s": "short", "doubled": 14, "i": "1 day 02:00:00"},
    }
    types = {column["name"]: column["type"] for column in data["columns"]}
    assert (types["a"], types["tz"], types["p"], types["n"]) == ("_int4", "timestamptz", "pair", "numeric")


def test_a_large_value_that_an_update_left_alone_is_missing_or_taken_from_the_old_row(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text, large text")
    run(database, f"alter table {name} alter large set storage external")
    mine = reader.subscribe({"event": "UPDATE", "schema": "public", "table": name})
    run(database, f"insert into {name} values (1, 'a', repeat('x', 10000)); update {name} set name = 'b'")
    run(database, f"alter table {name} replica identity full; update {name} set name = 'c'")
    assert mine.data()["record"] == {"id": 1, "name": "b"}
    assert mine.data()["record"] == {"id": 1, "name": "c", "large": "x" * 10000}


def test_of_a_change_above_a_mebibyte_only_short_values_are_told(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text, large text")
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name})
    run(database, f"insert into {name} values (1, 'a', repeat('x', 1100000))")
    data = mine.data()
    assert (data["record"], data["errors"]) == ({"id": 1, "name": "a"}, ["Error 413: Payload Too Large"])


FILTERS = [
    ("number=eq.5", {"five"}),
    ("number=neq.5", {"one", "nine"}),
    ("number=not.eq.5", {"one", "nine"}),
    ("number=lt.5", {"one"}),
    ("number=lte.5", {"one", "five"}),
    ("number=gt.5", {"nine"}),
    ("number=gte.5", {"five", "nine"}),
    ("number=in.(1,9)", {"one", "nine"}),
    ("number=not.in.(1,9)", {"five"}),
    ("number=is.null", {"nothing"}),
    ("number=not.is.null", {"one", "five", "nine"}),
    ("number=isdistinct.5", {"one", "nine", "nothing"}),
    ("number=not.isdistinct.5", {"five"}),
    ("number=gt.1,number=lt.9", {"five"}),
    ("amount=eq.1.5", {"one"}),
    ("amount=not.lt.2", {"five"}),
    ("name=like.%in%", {"nine", "nothing"}),
    ("name=not.ilike.%N%", {"five"}),
    ("name=match.^[fn]i", {"five", "nine"}),
    ("name=imatch.^ONE$", {"one"}),
    ('words=eq."a,b"', {"one"}),
    ('words=in.("a,b",c)', {"one", "five"}),
    ("flag=is.true", {"one"}),
    ("flag=not.is.true", {"five", "nine", "nothing"}),
    ("flag=is.unknown", {"nine", "nothing"}),
    ("flag=eq.false", {"five"}),
]


def test_filters_have_the_meaning_of_sql(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("name text primary key, number int, amount numeric, words text, flag bool")
    place = {"event": "INSERT", "schema": "public", "table": name}
    end = {**place, "filter": "name=eq.end"}
    mine = {text: reader.subscribe({**place, "filter": text}, end) for text, _ in FILTERS}
    assert {text: one.problem for text, one in mine.items() if one.problem} == {}
    run(
        database,
        f"insert into {name} values ('one', 1, 1.50, 'a,b', true), ('five', 5, 2, 'c', false), "
        "('nine', 9, null, null, null), ('nothing', null, null, null, null), ('end', null, null, null, null)",
    )
    found = {text: {record["name"] for record in one.records(until="end")} for text, one in mine.items()}
    assert found == dict(FILTERS)


SUBSCRIBE = "Unable to subscribe to changes with given parameters."
REFUSALS = [
    ({"schema": "public", "table": "TABLE", "filter": "id=foo.hey"}, 'Error parsing `filter` params: ["foo", "hey"]'),
    (
        {"event": "*"},
        "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: "
        '%{"event" => "*"}',
    ),
    (
        {"event": "INSERT", "schema": "public", "table": "nowhere"},
        f"{SUBSCRIBE} Please check Realtime is enabled for the given connect parameters: "
        "[event: INSERT, schema: public, table: nowhere, filters: [], select: nil]",
    ),
    (
        {"schema": "public", "table": "TABLE", "filter": "nope=eq.1"},
        f"{SUBSCRIBE} An exception happened so please check your connect parameters: [event: *, schema: public, "
        'table: TABLE, filters: [{"nope", "eq", "1", false}], select: nil]. '
        "Exception: ERROR P0001 (raise_exception) invalid column for filter nope",
    ),
    (
        {"schema": "public", "table": "TABLE", "filter": "id=eq.a"},
        'Exception: ERROR 22P02 (invalid_text_representation) invalid input syntax for type bigint: "a"',
    ),
    (
        {"schema": "public", "table": "TABLE", "filter": "id=like.1"},
        "operator like requires a text-compatible column type, got bigint",
    ),
    ({"schema": "public", "table": "TABLE", "filter": "name=match.("}, "invalid regular expression for match filter: "),
    ({"schema": "public", "table": "TABLE", "filter": "name=is.true"}, "is true filter requires a boolean column, got"),
    ({"schema": "public", "table": "TABLE", "filter": "name=in.a"}, "`in` filter value must be wrapped by parentheses"),
    (
        {"schema": "public", "table": "TABLE", "filter": f"id=in.({','.join(map(str, range(101)))})"},
        "too many values for `in` filter. Maximum 100",
    ),
    (
        {"schema": "public", "table": "TABLE", "filter": "data=eq.{}"},
        "Exception: ERROR 42883 (undefined_function) operator does not exist: json = json",
    ),
    ({"schema": "public", "table": "TABLE", "select": ["zz"]}, "invalid column for select zz"),
    ({"schema": "*", "select": ["id"]}, "Column selection is not supported for wildcard subscriptions."),
]


def test_a_binding_that_cannot_be_is_refused_in_the_hosted_servers_words(
    reader: Reader, table: Callable[[str], str]
) -> None:
    name = table("id bigint primary key, name text, data json")
    for binding, words in REFUSALS:
        named = {key: name if value == "TABLE" else value for key, value in binding.items()}
        problem = reader.subscribe(named).problem
        assert problem is not None and words.replace("TABLE", name) in problem, (binding, problem)
    role = reader.subscribe({"schema": "public", "table": name}, claims={**ALICE, "role": "nobody_here"})
    assert role.problem is not None and 'role "nobody_here" does not exist' in role.problem


def test_a_filter_that_the_database_cannot_answer_takes_nothing_from_others(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text")
    place = {"event": "INSERT", "schema": "public", "table": name}
    # A pattern that ends in its escape character fails when a row gets that far.
    hostile = [reader.subscribe({**place, "filter": f"name=like.{'a' * n}\\"}) for n in range(1, 6)]
    assert [one.problem for one in hostile] == [None] * 5
    mine = reader.subscribe({**place, "filter": "name=like.a%"})
    run(database, f"insert into {name} values (1, 'aaaaaaaa')")
    assert mine.data()["record"]["id"] == 1
    assert all(one.is_silent() for one in hostile)


def test_row_security_decides_for_each_subscriber_and_deletions_go_to_all(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text, owner uuid")
    run(database, f"alter table {name} enable row level security")
    run(database, f"create policy own on {name} for select to authenticated using (auth.uid() = owner)")
    binding = {"event": "*", "schema": "public", "table": name}
    alice, bob = reader.subscribe(binding), reader.subscribe(binding, claims=BOB)
    service = reader.subscribe(binding, claims=SERVICE)
    run(database, f"insert into {name} values (1, 'alice', '{ALICE['sub']}'), (2, 'bob', '{BOB['sub']}')")
    assert [one.data()["record"]["name"] for one in (alice, bob, service, service)] == ["alice", "bob", "alice", "bob"]
    run(database, f"update {name} set owner = '{BOB['sub']}' where id = 1")
    assert [one.data()["record"]["id"] for one in (bob, service)] == [1, 1]
    # Gone before anybody could be asked who may see it: announced as deleted alone.
    run(database, f"begin; insert into {name} values (3, 'short', '{ALICE['sub']}'); delete from {name}; commit")
    for one in (alice, bob, service):
        data = [one.data() for _ in range(3)]
        assert {(change["type"], change["old_record"]["id"]) for change in data} == {("DELETE", n) for n in (1, 2, 3)}


def test_a_column_that_a_role_may_not_read_is_not_told(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text, secret text")
    run(database, f"revoke select on {name} from authenticated; grant select (id, name) on {name} to authenticated")
    binding = {"event": "*", "schema": "public", "table": name}
    mine, service = reader.subscribe(binding), reader.subscribe(binding, claims=SERVICE)
    run(database, f"insert into {name} values (1, 'a', 's')")
    assert mine.data()["record"] == {"id": 1, "name": "a"}
    assert service.data()["record"] == {"id": 1, "name": "a", "secret": "s"}
    assert "invalid column for filter secret" in str(reader.subscribe({**binding, "filter": "secret=eq.s"}).problem)
    # Privileges that change are seen by the next change.
    run(database, f"revoke select (id) on {name} from authenticated; update {name} set name = 'b'")
    refused = mine.data()
    assert refused == {
        **{"schema": "public", "table": name, "type": "UPDATE", "columns": [], "record": {}},
        **{"commit_timestamp": None, "errors": ["Error 401: Unauthorized"]},
    }


def test_a_table_without_primary_key_tells_only_that(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("name text")
    mine = reader.subscribe({"event": "*", "schema": "public", "table": name})
    run(database, f"insert into {name} values ('a')")
    assert mine.data()["errors"] == ["Error 400: Bad Request, no primary key"]


def test_one_change_for_two_bindings_is_one_frame_and_a_selection_is_another(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text, more text")
    place = {"event": "*", "schema": "public", "table": name}
    mine = reader.subscribe(place, {**place, "event": "INSERT"}, {**place, "select": ["name"]})
    again = reader.subscribe(place)
    assert len(set(mine.ids)) == 3 and all(number > 0 for number in mine.ids) and again.ids == mine.ids[:1]
    run(database, f"insert into {name} values (1, 'a', 'b')")
    frames = [mine.frame(), mine.frame()]
    assert sorted((frame["ids"], frame["data"]["record"]) for frame in frames) == sorted(
        [(mine.ids[:2], {"id": 1, "name": "a", "more": "b"}), (mine.ids[2:], {"id": 1, "name": "a"})]
    )


def test_a_deletion_is_filtered_by_what_is_known_of_the_old_row(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text")
    place = {"event": "DELETE", "schema": "public", "table": name}
    by_key = reader.subscribe({**place, "filter": "id=gt.1"})
    by_name = reader.subscribe({**place, "filter": "name=eq.b"})
    run(database, f"insert into {name} values (1, 'b'), (2, 'b'), (3, 'b')")
    run(database, f"delete from {name} where id < 3")
    assert by_key.data()["old_record"] == {"id": 2}
    run(database, f"alter table {name} replica identity full; delete from {name}")
    assert by_name.data()["old_record"] == {"id": 3, "name": "b"}


def test_a_table_that_is_published_later_is_told_of_to_who_wanted_all(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    table("id int primary key")
    mine = reader.subscribe({"event": "INSERT", "schema": "public"}, claims=SERVICE)
    assert mine.problem is None
    name = table("id int primary key, name text")
    run(database, f"insert into {name} values (1, 'new')")
    run(database, f"alter table {name} add column added int default 5; insert into {name} values (2, 'newer')")
    first, second = mine.data(), mine.data()
    assert (first["table"], first["record"]) == (name, {"id": 1, "name": "new"})
    assert second["record"] == {"id": 2, "name": "newer", "added": 5}
    mine.close()


def test_a_closed_subscription_hears_no_more(
    reader: Reader, table: Callable[[str], str], database: "psycopg.Connection[Any]"
) -> None:
    name = table("id int primary key, name text")
    binding = {"event": "*", "schema": "public", "table": name}
    mine, other = reader.subscribe(binding), reader.subscribe(binding)
    mine.close()
    run(database, f"insert into {name} values (1, 'a')")
    assert other.data()["record"] == {"id": 1, "name": "a"}
    assert mine.is_silent()


def test_each_day_has_its_partition_and_old_ones_go(stack: Stack) -> None:
    upkeep = (ROOT / "stack" / "partitions.sql").read_text()
    names = "select relname from pg_class where relname like 'messages_20%' and relkind = 'r' order by 1"
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        before = [name for (name,) in database.execute(names)]
        assert len(before) >= 5
        run(database, f"drop table realtime.{before[-1]}")
        old = "partition of realtime.messages for values from ('2020-01-01') to ('2020-01-02')"
        run(database, f"create table realtime.messages_2020_01_01 {old}")
        run(database, upkeep)
        assert [name for (name,) in database.execute(names)] == before


def test_a_restart_of_postgresql_loses_nothing_and_repeats_nothing(
    reader: Reader, table: Callable[[str], str], stack: Stack
) -> None:
    name = table("id int primary key, name text")
    mine = reader.subscribe({"event": "INSERT", "schema": "public", "table": name})
    wrote: list[int] = []

    def write(first: int, last: int) -> None:
        with psycopg.connect(stack.database_url, autocommit=True) as connection:
            for number in range(first, last):
                connection.execute(
                    f"with row as (insert into {name} values (%s) returning id) "  # type: ignore[arg-type]
                    "select realtime.send(jsonb_build_object('number', id), 'event', 'topic', false) from row",
                    [number],
                )
                wrote.append(number)

    write(0, 100)
    stack.restart_postgres()
    write(100, 200)
    stack.kill_postgres()
    stack.start_postgres()
    write(200, 300)
    assert [reader.message()["payload"]["number"] for _ in wrote] == wrote
    assert [mine.data()["record"]["id"] for _ in wrote] == wrote


def test_a_connection_that_breaks_within_a_transaction_repeats_nothing(reader: Reader, stack: Stack) -> None:
    count = 10_000
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        run(
            database,
            "select realtime.send(jsonb_build_object('number', number), 'event', 'topic', false) "
            f"from generate_series(1, {count}) number",
        )
        assert reader.message()["payload"]["number"] == 1
        run(
            database,
            "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = 'changes_of_tests'",
        )
    assert [reader.message()["payload"]["number"] for _ in range(1, count)] == list(range(2, count + 1))


def test_a_reader_that_was_killed_goes_on_with_the_present(stack: Stack) -> None:
    # Those who were connected to the killed one are gone, so nothing of the past is told.
    slot = "changes_of_the_killed"
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        with reading(stack, slot):
            pass
        run(database, """select realtime.send('{"a": 1}', 'missed', 'topic', false)""")
        with reading(stack, slot) as again:
            run(database, """select realtime.send('{"a": 1}', 'heard', 'topic', false)""")
            assert again.message()["event"] == "heard"


def test_a_slot_that_fell_too_far_behind_is_shown_and_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.SETTINGS, "max_slot_wal_keep_size", "16MB")
    with stack_of_its_own(durable=False) as stack:
        state = load(StackFolder(stack.folder).state)
        assert state is not None and state.server is not None
        assert [slot.warning() for slot in local.status(stack.folder).slots] == [None]
        processes.stop(state.server, "the server")
        with psycopg.connect(stack.database_url, autocommit=True) as database:
            run(
                database, "select pg_create_logical_replication_slot('supabase_realtime_of_another_server', 'pgoutput')"
            )
            warnings = [str(slot.warning()) for slot in local.status(stack.folder).slots]
            assert len(warnings) == 2 and all("nobody reads the slot" in warning for warning in warnings)
            for _ in range(4):
                run(database, "select pg_logical_emit_message(false, 'filler', 'x'), pg_switch_wal()")
            run(database, "checkpoint")
            assert all("is lost" in str(slot.warning()) for slot in local.status(stack.folder).slots)
            local.start(stack.folder)
            made = wait_until(
                lambda: [slot for slot in local.status(stack.folder).slots if slot.is_read], "the slot is read"
            )
            assert [(slot.name, slot.warning()) for slot in made] == [("supabase_realtime_slot", None)]
            assert len(local.status(stack.folder).slots) == 1
