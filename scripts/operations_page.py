"""Writes the tables of docs/operations.md from the code: settings and metrics. `--check` says whether they are so."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from deffatest.settings import PREFIX, Settings
from worker.fleet.metrics import Metrics

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"


def settings_table() -> Iterator[str]:
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        yield f"| `{PREFIX}{name.upper()}` | {_shown(default)} | {field.description} |"


def metrics_table() -> Iterator[str]:
    yield "| name | type | labels | meaning |"
    yield "|---|---|---|---|"
    yield from _rows(Metrics().registry)


def _rows(registry: CollectorRegistry) -> Iterator[str]:
    labels = {
        collector: ", ".join(f"`{label}`" for label in getattr(collector, "_labelnames", ()))
        for collector in list(registry._collector_to_names)  # pyright: ignore[reportPrivateUsage]  (no public way)
    }
    for collector, shown in labels.items():
        for family in collector.collect():
            name = f"{family.name}_total" if family.type == "counter" else family.name
            if name.startswith("deffatest_"):
                yield f"| `{name}` | {family.type} | {shown} | {family.documentation} |"


def _shown(default: Any) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    if isinstance(value, list):
        value = ",".join(map(str, value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return "" if value in (None, "") else f"`{value}`"


def written(page: str) -> str:
    """The page with both tables as the code has them."""
    for name, lines in (("settings", settings_table()), ("metrics", metrics_table())):
        begin, end = f"<!-- {name}: made by make generate -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}" + "\n".join(lines) + f"\n{end}" + rest.partition(end)[2]
    return page


def main(arguments: list[str]) -> int:
    page = PAGE.read_text()
    if "--check" not in arguments:
        PAGE.write_text(written(page))
    elif written(page) != page:
        print("docs/operations.md is not what the code says: make generate")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
