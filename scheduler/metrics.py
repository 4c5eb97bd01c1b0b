"""What the scheduler counts and measures, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from scheduler.service import Counts, Service

TURN_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)


class Metrics:
    """One scheduler's numbers; the times of last success are those of all schedulers, since the database knows them."""

    def __init__(self, services: list[Service]) -> None:
        registry = self._registry = CollectorRegistry()
        of = "deffatest_scheduler"
        self._turns = Counter(
            f"{of}_turns_total", "Turns, by how they ended.", ("service", "outcome"), registry=registry
        )
        self._seconds = Histogram(
            f"{of}_turn_seconds", "How long a turn took.", ("service",), buckets=TURN_BUCKETS, registry=registry
        )
        self._counted = Counter(f"{of}_counted_total", "What turns did.", ("service", "what"), registry=registry)
        self._measured = Gauge(f"{of}_measured", "What the last turn saw.", ("service", "what"), registry=registry)
        self._success = Gauge(
            f"{of}_last_success_timestamp_seconds", "When a turn last succeeded.", ("service",), registry=registry
        )
        self._interval = Gauge(f"{of}_interval_seconds", "How often it should.", ("service",), registry=registry)
        for service in services:  # so that a rate is there before the first event
            for outcome in ("done", "failed", "elsewhere"):
                self._turns.labels(service.name, outcome)
            for what in service.counts:
                (self._measured if service.measures else self._counted).labels(service.name, what)

    def scheduled(self, service: Service, every_seconds: float, last_success: float | None) -> None:
        """A service has a place in the timetable; `last_success` in seconds since 1970."""
        self._interval.labels(service.name).set(every_seconds)
        if last_success is not None:
            self._success.labels(service.name).set(last_success)

    def done(self, service: Service, counts: Counts, seconds: float) -> None:
        self._turns.labels(service.name, "done").inc()
        self._seconds.labels(service.name).observe(seconds)
        self._success.labels(service.name).set_to_current_time()
        for what, number in counts.items():
            if service.measures:
                self._measured.labels(service.name, what).set(number)
            else:
                self._counted.labels(service.name, what).inc(number)

    def failed(self, service: Service) -> None:
        self._turns.labels(service.name, "failed").inc()

    def elsewhere(self, service: Service) -> None:
        self._turns.labels(service.name, "elsewhere").inc()

    async def text(self) -> tuple[str, bytes]:
        """Content type and body of /metrics."""
        return CONTENT_TYPE_LATEST, generate_latest(self._registry)
