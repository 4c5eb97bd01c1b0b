"""Guards that a worker's numbers mean what their names say and stay few."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import pytest

from deffatest.errors import SettingsError
from deffatest.health_server import Pages, Readiness, serving
from worker.fleet.metrics import MOST_CODES, Metrics
from worker.fleet.queue import ClaimedJob, Payload


def job(attempt: int = 1, waited_seconds: float = 40) -> ClaimedJob:
    claimed_at = datetime(2026, 1, 1, tzinfo=UTC)
    payload = Payload(
        kind="test",
        test_id="1",
        user_id="1",
        test_name="Shop",
        test_type="web_url",
        requested_duration_minutes=1,
        plan_type="pro",
        submitted_at=claimed_at - timedelta(seconds=waited_seconds),
    )
    lease_ends = claimed_at + timedelta(seconds=30)
    return ClaimedJob(job_id="1", attempt=attempt, lane="web", lease_expires_at=lease_ends, payload=payload)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_wait_is_from_submission_to_the_first_claim_by_the_databases_clock() -> None:
    metrics = Metrics()
    metrics.claimed(job(waited_seconds=40), lease_seconds=30)
    metrics.claimed(job(attempt=2, waited_seconds=4000), lease_seconds=30)
    assert value(metrics, "deffatest_claims_total", lane="web", plan="pro") == 2
    assert value(metrics, "deffatest_wait_seconds_count", lane="web", plan="pro") == 1
    assert value(metrics, "deffatest_wait_seconds_sum", lane="web", plan="pro") == 40


def test_codes_with_a_number_count_together_and_others_are_limited() -> None:
    metrics = Metrics()
    for code in ("run_exit_1", "run_exit_137", "database_refused_23505", "run_killed_by_signal_9"):
        metrics.ended(job(), "requeued", code)
    assert value(metrics, "deffatest_outcomes_total", lane="web", outcome="requeued", code="run_exit") == 2
    assert value(metrics, "deffatest_outcomes_total", lane="web", outcome="requeued", code="database_refused") == 1
    for number in range(MOST_CODES + 5):
        metrics.ended(job(), "failed", f"made_up_{number}")
    assert value(metrics, "deffatest_outcomes_total", lane="web", outcome="failed", code="other") == 8


def test_a_lost_job_counts_as_a_lost_lease() -> None:
    metrics = Metrics()
    metrics.ended(job(), "lost")
    assert value(metrics, "deffatest_lease_losses_total", lane="web") == 1


def test_two_workers_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.reaped.inc()
    assert (value(one, "deffatest_reaped_total"), value(other, "deffatest_reaped_total")) == (1, 0)


async def no_metrics() -> tuple[str, bytes]:
    return "text/plain", b""


async def test_a_health_address_in_use_is_refused_by_the_name_of_its_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        door = serving(f"127.0.0.1:{taken.getsockname()[1]}", Pages(lambda: Readiness([]), no_metrics))
        with pytest.raises(SettingsError, match="DEFFATEST_HEALTH_ADDRESS: nothing can listen on"):
            await door.__aenter__()


async def test_a_page_that_cannot_be_made_is_an_error_of_that_page_alone() -> None:
    async def broken() -> tuple[str, bytes]:
        raise RuntimeError("no numbers today")

    async with serving("127.0.0.1:0", Pages(lambda: Readiness([]), broken)) as address:
        assert await status_of(address, b"GET /metrics HTTP/1.1\r\n\r\n") == b"500"
        assert await status_of(address, b"GET /health/ready?now HTTP/1.1\r\n\r\n") == b"200"
        assert await status_of(address, b"what is this\r\nat all\r\n\r\n") in (b"404", b"405")
        assert await status_of(address, b"\x16\x03\x01" + b"x" * 100_000) == b""


async def status_of(address: str, request: bytes) -> bytes:
    """The status of the answer; empty when they hung up."""
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    try:
        return (await reader.read()).partition(b" ")[2][:3]
    except ConnectionError:
        return b""
    finally:
        writer.close()
