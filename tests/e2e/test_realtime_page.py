"""Realtime in a page of a real Chromium, with the official client's own bundle: what a browser could break."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from stack.layout import DENO_CACHE
from tests.integration.acting import sign_up
from tests.stack_fixture import Stack
from worker.surfaces.browser.chromium import candidates

BUNDLE = "supabase-js/*/dist/umd/supabase.js"

SCRIPT = """
  window.client = (key, options) => supabase.createClient(URL, key || KEY, {
    auth: { persistSession: false, autoRefreshToken: false, storageKey: crypto.randomUUID() },
    realtime: options || {},
  });
  window.heard = (channel, event = "*") => {
    const messages = [];
    channel.on("broadcast", { event }, (message) => messages.push(message));
    return messages;
  };
  window.outcome = (channel) => new Promise((resolve) =>
    channel.subscribe((status, error) => resolve([status, error ? error.message : null])));
  window.until = async (enough) => {
    const end = performance.now() + 15000;
    while (!enough()) {
      if (performance.now() > end) throw new Error("waited too long for " + enough);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
"""


@pytest.fixture(scope="module")
def bundle() -> bytes:
    """The build for pages that the official package brings along."""
    [path, *_] = sorted(DENO_CACHE.glob(f"npm/*/@supabase/{BUNDLE}"), reverse=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def address(stack: Stack, bundle: bytes) -> Iterator[str]:
    """A page on another origin than the stack's."""
    addresses = f"const URL = {json.dumps(stack.url)}, KEY = {json.dumps(stack.publishable_key)};"
    html = f'<!doctype html><script src="/supabase.js"></script><script>{{{addresses}{SCRIPT}}}</script>'.encode()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = (bundle, "text/javascript") if self.path == "/supabase.js" else (html, "text/html")
            self.send_response(200)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=next(candidates(cast(Any, playwright), None)))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def run(page: Page, script: str, argument: object = None) -> Any:
    return page.evaluate(f"async (argument) => {{ {script} }}", argument)


def send(stack: Stack, *arguments: object) -> None:
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute("select realtime.send(%s::jsonb, %s, %s, %s)", arguments)


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_01_a_page_joins_with_either_version(page: Page, version: str) -> None:
    assert run(page, 'return outcome(client("", { vsn: argument }).channel("page"))', version) == ["SUBSCRIBED", None]


def test_03_heartbeats_are_answered(page: Page) -> None:
    beats = run(
        page,
        """
        const beats = [], one = client("", { heartbeatIntervalMs: 300 });
        one.realtime.onHeartbeat((status) => beats.push(status));
        await outcome(one.channel("beats"));
        await until(() => beats.length >= 4);
        return beats.slice(0, 4);
        """,
    )
    assert beats == ["sent", "ok", "sent", "ok"]


def test_04_a_bad_key_is_a_channel_error(page: Page) -> None:
    assert run(page, 'return outcome(client("garbage").channel("page"))')[0] == "CHANNEL_ERROR"


def test_11_two_clients_of_a_page_hear_each_other(page: Page) -> None:
    message = run(
        page,
        """
        const [a, b] = [client().channel("two é"), client().channel("two é")];
        const messages = heard(b);
        await Promise.all([outcome(a), outcome(b)]);
        await a.send({ type: "broadcast", event: "e", payload: { said: "é" } });
        await until(() => messages.length);
        return messages[0];
        """,
    )
    assert message == {"type": "broadcast", "event": "e", "payload": {"said": "é"}}


def test_14_bytes_arrive_as_bytes(page: Page) -> None:
    received = run(
        page,
        """
        const [a, b] = [client().channel("bytes"), client().channel("bytes")];
        const messages = heard(b);
        await Promise.all([outcome(a), outcome(b)]);
        await a.send({ type: "broadcast", event: "e", payload: new Uint8Array([0, 1, 255]).buffer });
        await until(() => messages.length);
        return [messages[0].payload instanceof ArrayBuffer, ...new Uint8Array(messages[0].payload)];
        """,
    )
    assert received == [True, 0, 1, 255]


def test_17_18_messages_go_by_http_from_another_origin(page: Page) -> None:
    events = run(
        page,
        """
        const listening = client().channel("http:1"), messages = heard(listening);
        await outcome(listening);
        await client().channel("http:1").httpSend("e/x", { a: 1 });
        await until(() => messages.length === 1);
        await client().channel("http:1").send({ type: "broadcast", event: "batch", payload: { a: 2 } });
        await until(() => messages.length === 2);
        return messages.map(({ event, payload }) => [event, payload.a]);
        """,
    )
    assert events == [["e/x", 1], ["batch", 2]]


def test_20_a_message_of_the_database_arrives(page: Page, stack: Stack) -> None:
    run(page, 'window.messages = heard(window.joined = client().channel("sql")); await outcome(window.joined)')
    send(stack, '{"a": 1}', "e", "sql", False)
    message = run(page, "await until(() => messages.length); return messages[0]")
    assert (message["event"], message["payload"]["a"], message["payload"]["id"]) == ("e", 1, message["meta"]["id"])


def test_28_presence_is_seen_by_who_comes_later(page: Page) -> None:
    state = run(
        page,
        """
        const member = (key) => client().channel("present", { config: { presence: { key } } })
          .on("presence", { event: "sync" }, () => {});
        const [a, b] = [member("a"), member("b")];
        await outcome(a);
        await a.track({ u: 1 });
        await outcome(b);
        await until(() => b.presenceState().a);
        return b.presenceState().a[0].u;
        """,
    )
    assert state == 1


def test_43_a_private_channel_is_for_whom_the_policy_lets_in(page: Page, stack: Stack) -> None:
    person = sign_up(stack)
    topic = f"user:{person.user_id}"
    script = """
        const one = client();
        if (argument.token) await one.realtime.setAuth(argument.token);
        const channel = one.channel(argument.topic, { config: { private: true } });
        window.messages = heard(channel);
        return outcome(channel);
    """
    refused = run(page, script, {"topic": topic})
    assert refused == [
        "CHANNEL_ERROR",
        f"Unauthorized: You do not have permissions to read from this Channel topic: {topic}",
    ]
    assert run(page, script, {"topic": topic, "token": person.token}) == ["SUBSCRIBED", None]
    send(stack, '{"id": 7}', "test.progress", topic, True)
    assert run(page, "await until(() => messages.length); return messages[0].payload") == {"id": 7}


def test_33_changes_of_rows_arrive(page: Page, stack: Stack) -> None:
    person = sign_up(stack)
    run(
        page,
        """
        const one = client();
        await one.realtime.setAuth(argument);
        const channel = one.channel("rows"), system = [];
        window.changes = [];
        channel
          .on("postgres_changes", { event: "*", schema: "public", table: "tests" }, (change) => changes.push(change))
          .on("system", {}, (message) => system.push(message.message));
        await outcome(channel);
        await until(() => system.includes("Subscribed to PostgreSQL"));
        """,
        person.token,
    )
    test_id = person.submit()["test_id"]
    change = run(page, "await until(() => changes.length); return changes[0]")
    assert (change["eventType"], change["new"]["id"], change["old"]) == ("INSERT", test_id, {})
