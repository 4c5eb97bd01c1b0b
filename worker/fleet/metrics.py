"""What a worker counts and measures, by Prometheus's rules for names: https://prometheus.io/docs/practices/naming/.

Each worker has a `Metrics` of its own; nothing is global. What happens is counted where it happens; what is there at a
moment (the queue, memory, disk) is looked at when somebody scrapes, in `measuring.py`.
"""

import platform
import re
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.process_collector import ProcessCollector

from worker.fleet.keeper import MEBIBYTE, Verdict
from worker.fleet.queue import ClaimedJob

LANES = ("web", "app")
MOST_CODES = 100  # more kinds of failure than this are counted as `other`, whoever makes them up
WAIT_BUCKETS = (0.01, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)
RUN_BUCKETS = (1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600)
SHORT_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300)
MEMORY_BUCKETS = tuple(
    mebibytes * MEBIBYTE for mebibytes in (64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)
)

_ENDLESS_CODES = re.compile(r"^(run_exit|run_killed_by_signal|database_refused)_.*")


class Metrics:
    """One worker's numbers."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self._codes: set[str] = set()

        def counter(name: str, says: str, *labels: str) -> Counter:
            return Counter(f"deffatest_{name}", says, labels, registry=registry)

        def gauge(name: str, says: str, *labels: str) -> Gauge:
            return Gauge(f"deffatest_{name}", says, labels, registry=registry)

        def histogram(name: str, says: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"deffatest_{name}", says, labels, buckets=buckets, registry=registry)

        self.claims = counter("claims_total", "Jobs claimed.", "lane", "plan")
        self.wait = histogram("wait_seconds", "From submission to the first claim.", WAIT_BUCKETS, "lane", "plan")
        self.outcomes = counter("outcomes_total", "Attempts ended, by what became of them.", "lane", "outcome", "code")
        self.run = histogram("run_seconds", "How long a run's process took.", RUN_BUCKETS, "lane")
        self.report = histogram("report_seconds", "How long writing a report took.", SHORT_BUCKETS, "lane")
        self.upload = histogram("upload_seconds", "How long storing a report took.", SHORT_BUCKETS, "lane")
        self.upload_bytes = counter("upload_bytes_total", "Bytes of reports stored.", "lane")
        self.memory_peak = histogram(
            "run_memory_peak_bytes", "Most memory that a run used, its browser's apart.", MEMORY_BUCKETS, "lane", "part"
        )
        self.lease_losses = counter("lease_losses_total", "Jobs lost to another worker while ours ran.", "lane")
        self.heartbeats_failed = counter("heartbeats_failed_total", "Signs of life that the database did not answer.")
        self.reaped = counter("reaped_total", "Jobs taken back from silent workers by this one.")

        self.running = gauge("running", "Attempts under way in this worker.", "lane")
        self.places = gauge("places", "Attempts that this worker carries out at the same time at most.")
        self.ready = gauge("ready", "1 when this worker takes work, 0 when /health/ready says why not.")
        self.memory = gauge("memory_bytes", "Memory of this worker's runs now, their browsers' apart.", "part")
        self.folder_bytes = gauge("runs_folder_bytes", "Disk used by the folders of runs.")
        self.disk_free = gauge("runs_disk_free_bytes", "Disk free where the folders of runs are.")
        self.disk_size = gauge("runs_disk_size_bytes", "Size of the disk where the folders of runs are.")
        self.queue_measured = gauge("queue_measured", "1 when the queue could be measured for this scrape.")
        self.queue_waiting = gauge("queue_waiting", "Jobs waiting, of the whole fleet.", "lane", "plan")
        self.queue_running = gauge("queue_running", "Jobs running, of the whole fleet.", "lane", "plan")
        self.queue_oldest = gauge(
            "queue_oldest_waiting_seconds",
            "Age of the job that has waited longest, of the whole fleet.",
            "lane",
            "plan",
        )
        build = gauge("build_info", "Always 1; what this worker is.", "version", "python")

        build.labels(_version(), platform.python_version()).set(1)
        for lane in LANES:  # so that a rate is there before the first event
            self.running.labels(lane)
            self.lease_losses.labels(lane)
            self.upload_bytes.labels(lane)
        ProcessCollector(registry=registry)

    def claimed(self, job: ClaimedJob, lease_seconds: float) -> None:
        """A job is ours. Both ends of its wait are the database's clock; a further attempt has not only waited."""
        plan = job.payload.plan_type
        self.claims.labels(job.lane, plan).inc()
        if job.attempt == 1:
            waited = claimed_at(job, lease_seconds) - job.payload.submitted_at
            self.wait.labels(job.lane, plan).observe(max(0.0, waited.total_seconds()))

    def ended(self, job: ClaimedJob, outcome: str, code: str = "") -> None:
        """What became of an attempt: completed, failed, cancelled, requeued or lost; and why, in a word."""
        self.outcomes.labels(job.lane, outcome, self._bounded(code)).inc()
        if outcome == "lost":
            self.lease_losses.labels(job.lane).inc()

    def run_ended(self, lane: str, seconds: float, verdict: Verdict | None) -> None:
        """A run's process has ended, and its keeper said how much memory it took."""
        self.run.labels(lane).observe(seconds)
        if verdict is not None:
            self.memory_peak.labels(lane, "own").observe(verdict.own_peak_mb * MEBIBYTE)
            self.memory_peak.labels(lane, "browser").observe(verdict.browser_peak_mb * MEBIBYTE)

    def uploaded(self, lane: str, seconds: float, size: int) -> None:
        """A report lies in the storage; `size` is bytes."""
        self.upload.labels(lane).observe(seconds)
        self.upload_bytes.labels(lane).inc(size)

    def text(self) -> tuple[str, bytes]:
        """Content type and text of all numbers."""
        return CONTENT_TYPE_LATEST, generate_latest(self.registry)

    def _bounded(self, code: str) -> str:
        """One of a limited number of words: `run_exit_137` counts as `run_exit`."""
        family = _ENDLESS_CODES.sub(r"\1", code)
        if len(self._codes) < MOST_CODES:
            self._codes.add(family)
        return family if family in self._codes else "other"


def claimed_at(job: ClaimedJob, lease_seconds: float) -> datetime:
    """When the database gave us the job, by its clock."""
    return job.lease_expires_at - timedelta(seconds=lease_seconds)


def _version() -> str:
    try:
        return version("deffatest")
    except PackageNotFoundError:
        return "not installed"
