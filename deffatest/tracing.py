"""Traces by OpenTelemetry, sent by OTLP over HTTP to a collector, when there is one.

Without an address nothing of OpenTelemetry is imported and a span costs a function call. With one, every line that is
logged inside a span carries `trace_id` and `span_id`. Headers, certificates and sampling are set as OpenTelemetry says
(OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, ...): https://opentelemetry.io/docs/specs/otel/configuration/.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from structlog.contextvars import bound_contextvars

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OpenTelemetrySpan

SEND_SECONDS = 5.0  # how long one sending may take, and so how long a process that ends waits for its collector

Value = str | int | float | bool


class Span:
    """One piece of work while it is under way; without a collector it forgets what it is told."""

    def __init__(self, foreign: "OpenTelemetrySpan | None" = None) -> None:
        self._foreign = foreign

    def note(self, attributes: Mapping[str, Value]) -> None:
        """Add what became known of it."""
        if self._foreign is not None:
            self._foreign.set_attributes(dict(attributes))

    def fail(self, why: str) -> None:
        """Mark it as failed."""
        if self._foreign is not None:
            from opentelemetry.trace import Status, StatusCode

            self._foreign.set_status(Status(StatusCode.ERROR, why))


class Tracing:
    """Makes spans; one that is opened inside another, in the same task or one started there, is its child."""

    def __init__(self, provider: "TracerProvider | None" = None) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("deffatest") if provider is not None else None

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, Value] | None = None) -> Generator[Span]:
        """A piece of work, as long as the context lasts; an error that leaves it is noted."""
        if self._tracer is None:
            yield Span()
            return
        with self._tracer.start_as_current_span(name, attributes=dict(attributes or {})) as span:
            ids = span.get_span_context()
            with bound_contextvars(trace_id=f"{ids.trace_id:032x}", span_id=f"{ids.span_id:016x}"):
                yield Span(span)

    def close(self) -> None:
        """Send what is still to be sent; blocks, for some seconds at most."""
        if self._provider is not None:
            self._provider.shutdown()


def start_tracing(endpoint: str, service: str, instance: str) -> Tracing:
    """Trace this process, `service` being its kind and `instance` its name; not at all when there is no endpoint."""
    if not endpoint:
        return Tracing()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create(
        {"service.name": service, "service.instance.id": instance, "service.version": _version()}
    )
    # Ours alone: the global provider belongs to whoever embeds us.
    provider = TracerProvider(resource=resource)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=SEND_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)


def _version() -> str:
    try:
        return version("deffatest")
    except PackageNotFoundError:
        return "not installed"
