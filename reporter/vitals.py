"""How web vitals are judged: the thresholds of web.dev, applied to the median of the run."""

from dataclasses import dataclass
from enum import StrEnum

from deffatest.run_record import PerformanceMetrics


class Rating(StrEnum):
    """web.dev's three bands."""

    GOOD = "Good"
    NEEDS_IMPROVEMENT = "Needs improvement"
    POOR = "Poor"


@dataclass(frozen=True, slots=True)
class Vital:
    """One web vital as it is shown; `position` is 0 to 100 on a scale whose thirds are the three bands."""

    name: str
    meaning: str
    value: str
    unit: str
    rating: Rating
    good_up_to: str
    position: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that has no agreed threshold."""

    name: str
    value: str
    unit: str


def vitals(metrics: PerformanceMetrics) -> list[Vital]:
    """The Core Web Vitals that were measured (https://web.dev/articles/defining-core-web-vitals-thresholds)."""
    found: list[Vital] = []
    if (paint := metrics.largest_contentful_paint_ms) is not None:
        found.append(
            _vital("Largest Contentful Paint", "The main content is on screen", paint / 1000, "s", 2.5, 4.0, decimals=1)
        )
    if (delay := metrics.interaction_to_next_paint_ms) is not None:
        found.append(_vital("Interaction to Next Paint", "The page answers a click", delay, "ms", 200, 500, decimals=0))
    if (shift := metrics.cumulative_layout_shift) is not None:
        found.append(_vital("Cumulative Layout Shift", "Things stay where they are", shift, "", 0.1, 0.25, decimals=2))
    return found


def measures(metrics: PerformanceMetrics) -> list[Measure]:
    """The other numbers of the run that were measured."""
    numbers = [
        ("Page load", metrics.page_load_time_ms, "ms"),
        ("Network latency", metrics.network_latency_ms, "ms"),
        ("Frames a second", metrics.avg_fps, "fps"),
        ("Peak memory", metrics.max_memory_mb, "MB"),
        ("Processor", metrics.cpu_usage_percent, "%"),
    ]
    return [Measure(name, f"{value:,.0f}", unit) for name, value, unit in numbers if value is not None]


def _vital(name: str, meaning: str, value: float, unit: str, good: float, poor: float, *, decimals: int) -> Vital:
    if value <= good:
        rating, position = Rating.GOOD, value / good
    elif value <= poor:
        rating, position = Rating.NEEDS_IMPROVEMENT, 1 + (value - good) / (poor - good)
    else:
        rating, position = Rating.POOR, 2 + min(1.0, (value - poor) / poor)
    return Vital(
        name, meaning, f"{value:,.{decimals}f}", unit, rating, f"{good:g} {unit}".strip(), round(position * 100 / 3, 1)
    )
