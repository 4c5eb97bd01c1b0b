"""Guards what a real worker says of itself: health, metrics, traces and lines of log."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families
from promql_parser import VectorSelector, parse

from tests.integration.fleet import Fleet, wait_until
from tests.stack_fixture import Stack

GRAFANA = Path(__file__).parents[2] / "deploy" / "grafana"

pytestmark = pytest.mark.usefixtures("quiet_queue")


@pytest.fixture
def fleet(stack: Stack, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(stack, tmp_path)
    yield fleet
    fleet.stop()


class Collector:
    """An OpenTelemetry collector of our own: takes OTLP/HTTP and keeps the spans."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.resource: dict[str, str] = {}
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                body = self.rfile.read(int(self.headers["content-length"]))
                for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
                    collector.resource = {pair.key: pair.value.string_value for pair in sent.resource.attributes}
                    collector.spans.extend(span for scope in sent.scope_spans for span in scope.spans)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def named(self, name: str) -> Span:
        (span,) = [span for span in self.spans if span.name == name]
        return span


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


def lines(log: str) -> list[dict[str, Any]]:
    """Every line, which must be a JSON object."""
    return [json.loads(line) for line in log.splitlines()]


def health_address(fleet: Fleet, worker: subprocess.Popen[str]) -> str:
    return address_in(fleet.log(worker))


def address_in(log: str) -> str:
    """Where the process that wrote this answers."""
    (line,) = [line for line in lines(log) if line["event"] == "answering health checks"]
    return f"http://{line['address']}"


def scrape(address: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by name and labels."""
    answer = httpx.get(f"{address}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_worker_is_ready_until_it_stops_and_then_still_lives(fleet: Fleet) -> None:
    worker = fleet.start_worker(health_address="127.0.0.1:0", grace_seconds=600)
    gate = fleet.gate()
    fleet.submit(f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    address = health_address(fleet, worker)
    mapped = Path(f"/proc/{worker.pid}/maps").read_text()
    assert "psycopg" in mapped and "protobuf" not in mapped and "upb" not in mapped, "OpenTelemetry is loaded"
    ready = httpx.get(f"{address}/health/ready")
    assert (ready.status_code, ready.json()["status"], ready.json()["reasons"]) == (200, "ready", [])
    worker.send_signal(signal.SIGTERM)
    wait_until(lambda: httpx.get(f"{address}/health/ready").status_code == 503, "the worker is not ready")
    assert httpx.get(f"{address}/health/ready").json()["reasons"] == ["the worker is stopping"]
    assert httpx.get(f"{address}/health/live").json() == {"status": "live"}
    assert httpx.get(f"{address}/nothing").status_code == 404
    assert httpx.post(f"{address}/health/live").status_code == 405
    os.close(descriptor)
    assert worker.wait(60) == 0


def test_a_worker_without_its_database_says_so_and_is_ready_again_when_it_is_back(fleet: Fleet) -> None:
    worker = fleet.start_worker(health_address="127.0.0.1:0")
    address = health_address(fleet, worker)
    fleet.stack.stop_postgres()
    try:
        wait_until(lambda: httpx.get(f"{address}/health/ready").status_code == 503, "the worker is not ready")
        assert httpx.get(f"{address}/health/ready").json()["reasons"] == ["the database does not answer"]
        assert httpx.get(f"{address}/health/live").status_code == 200
        assert scrape(address)["deffatest_queue_measured", frozenset()] == 0
    finally:
        fleet.stack.start_postgres()
    wait_until(lambda: httpx.get(f"{address}/health/ready").status_code == 200, "the worker is ready again")


def test_a_worker_counts_what_it_did_and_exports_every_name_that_dashboard_and_alerts_ask_for(fleet: Fleet) -> None:
    worker = fleet.start_worker(health_address="127.0.0.1:0")
    fleet.until_status(fleet.submit("bug"), "completed", "failed")
    fleet.until_status(fleet.submit("target"), "completed", "failed")
    wait_until(lambda: fleet.log(worker).count('"test ended"') == 2, "both attempts have ended")
    web_free = {"lane": "web", "plan": "free"}
    address = health_address(fleet, worker)
    # The line is measured every few seconds, so what it says may be of a moment ago.
    in_line = ("deffatest_queue_running", frozenset(web_free.items()))
    wait_until(lambda: scrape(address)[in_line] == 0, "the line was measured after the last test")
    samples = scrape(address)

    for name, labels, value in [
        ("deffatest_claims_total", web_free, 2),
        ("deffatest_wait_seconds_count", web_free, 2),
        ("deffatest_outcomes_total", {"lane": "web", "outcome": "completed", "code": ""}, 1),
        ("deffatest_outcomes_total", {"lane": "web", "outcome": "failed", "code": "target_host_unknown"}, 1),
        ("deffatest_run_seconds_count", {"lane": "web"}, 2),
        ("deffatest_report_seconds_count", {"lane": "web"}, 1),
        ("deffatest_upload_seconds_count", {"lane": "web"}, 1),
        ("deffatest_running", {"lane": "web"}, 0),
        ("deffatest_ready", {}, 1),
        ("deffatest_queue_measured", {}, 1),
        ("deffatest_queue_waiting", web_free, 0),
        ("deffatest_queue_running", web_free, 0),
    ]:
        assert samples[name, frozenset(labels.items())] == value, name
    assert samples["deffatest_wait_seconds_sum", frozenset(web_free.items())] < 60
    assert samples["deffatest_upload_bytes_total", frozenset({("lane", "web")})] > 1000
    assert samples["deffatest_memory_bytes", frozenset({("part", "own")})] >= 0

    with running_scheduler(fleet) as address:
        ended = "deffatest_scheduler_turn_seconds_count"
        wait_until(lambda: any(name == ended for name, _ in scrape(address)), "a service has had its turn")
        samples |= scrape(address)
    exported = {name for name, _ in samples}
    assert {name for name in names_asked_for() if name not in exported} == set()


@contextmanager
def running_scheduler(fleet: Fleet) -> Generator[str]:
    """A real scheduler; its health address."""
    environment = {"DEFFATEST_HEALTH_ADDRESS": "127.0.0.1:0", "DEFFATEST_LOG_FORMAT": "json"}
    log = fleet.folder / "scheduler.log"
    with log.open("w") as said:
        scheduler = subprocess.Popen(
            [sys.executable, "-m", "scheduler"],
            env={**os.environ, **fleet.stack.environment(), **environment},
            stderr=said,
        )
    try:
        wait_until(
            lambda: "scheduler ready" in log.read_text() or scheduler.poll() is not None, "the scheduler is ready"
        )
        assert scheduler.poll() is None, log.read_text()
        yield address_in(log.read_text())
    finally:
        scheduler.terminate()
        scheduler.wait(60)


def names_asked_for() -> set[str]:
    """The metrics in every query of dashboard and alert rules, read by the grammar of Prometheus."""
    dashboard = json.loads((GRAFANA / "dashboard.json").read_text())
    rules = yaml.safe_load((GRAFANA / "alerts.yaml").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    queries += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(queries) > 20
    return {name for query in queries for name in selected(parse(without_variables(query)))}


def without_variables(query: str) -> str:
    """Grafana fills these in before Prometheus sees the query."""
    return query.replace("$__rate_interval", "5m").replace("$__range", "1h")


def selected(expression: Any) -> Iterator[str]:
    """Names of the metrics that an expression selects."""
    if isinstance(expression, VectorSelector):
        yield str(expression.name)
    inner = [getattr(expression, name, None) for name in ("expr", "lhs", "rhs", "vector_selector")]
    for part in [*inner, *getattr(expression, "args", [])]:
        if part is not None:
            yield from selected(part)


def test_an_attempt_is_traced_from_claim_to_settling_and_its_lines_carry_the_traces_id(
    fleet: Fleet, collector: Collector
) -> None:
    worker = fleet.start_worker(otlp_endpoint=collector.endpoint)
    test_id = fleet.submit("bug")
    fleet.until_status(test_id, "completed", "failed")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0

    attempt = collector.named("attempt")
    parts = [collector.named(name) for name in ("run", "report", "upload", "settle")]
    assert {part.parent_span_id for part in parts} == {attempt.span_id}
    assert {part.trace_id for part in parts} == {attempt.trace_id}
    for earlier, later in pairwise(parts):
        assert earlier.end_time_unix_nano <= later.start_time_unix_nano
    attributes = {pair.key: pair.value for pair in attempt.attributes}
    assert attributes["test"].string_value == test_id
    assert attributes["outcome"].string_value == "Completed"
    assert collector.resource["service.name"] == "deffatest-worker"
    about_the_test = [line for line in lines(fleet.log(worker)) if line.get("test") == test_id]
    assert {line["trace_id"] for line in about_the_test} == {attempt.trace_id.hex()}


def test_every_line_of_a_worker_that_logs_in_json_is_json(fleet: Fleet) -> None:
    worker = fleet.start_worker(log_level="debug", health_address="127.0.0.1:0", lease_seconds=3)
    # A traceback of the run and words that are no message.
    test_id = fleet.submit("noise", "crash")
    wait_until(lambda: '"the run failed"' in fleet.log(worker), "the run has failed")
    fleet.client.rpc("cancel_test", {"p_test_id": test_id}).execute()
    fleet.until_status(test_id, "cancelled")
    worker.send_signal(signal.SIGTERM)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    said = lines(fleet.log(worker))
    assert all({"event", "level", "timestamp"} <= line.keys() for line in said)
    assert any("RuntimeError: the stand-in was told to crash" in str(line.get("last_words")) for line in said)
    assert "hunter2" not in fleet.log(worker) and "abc123secret" not in fleet.log(worker)
