"""Writes worker/detectors/library_advisories.json from a copy of Retire.js' repository file.

    python -m scripts.library_advisories path/to/jsrepository-v4.json

Taken are facts alone: which versions of which library have a known hole, how bad it is, and its public numbers (CVE,
GHSA). How a library and its version are recognised is our own (worker/detectors/libraries.py), and only libraries that
are recognised are kept. The repository file is published at https://github.com/RetireJS/retire.js under the Apache
License 2.0; the result names its source.
"""

import json
import sys
from pathlib import Path
from typing import Any, cast

from worker.detectors.libraries import KNOWN

RESULT = Path(__file__).resolve().parents[1] / "worker" / "detectors" / "library_advisories.json"
_SOURCE = "Facts from Retire.js' repository, https://github.com/RetireJS/retire.js, Apache License 2.0"


def advisories(repository: dict[str, Any]) -> dict[str, Any]:
    """By library: from which version (inclusive) below which one, severity, public numbers."""
    libraries = {
        library: [_advisory(one) for one in repository[library]["vulnerabilities"] if _numbers(one)]
        for library in sorted(KNOWN)
        if library in repository
    }
    return {"source": _SOURCE, "libraries": {name: holes for name, holes in libraries.items() if holes}}


def _advisory(hole: dict[str, Any]) -> list[Any]:
    return [hole.get("atOrAbove", ""), hole["below"], hole.get("severity", "medium"), _numbers(hole)]


def _numbers(hole: dict[str, Any]) -> list[str]:
    """What has no number is advice (an old version is no longer cared for), not a known hole."""
    named = cast(dict[str, Any], hole.get("identifiers", {}))
    numbers = cast(list[str], named.get("CVE") or [])
    advisory = cast(str, named.get("githubID", ""))
    return [*numbers, *([advisory] if advisory and not numbers else [])]


def main() -> int:
    """Write the file; the exit status."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    found = advisories(json.loads(Path(sys.argv[1]).read_text()))
    lines = [
        f"{json.dumps(name)}: {json.dumps(holes, separators=(',', ':'))}" for name, holes in found["libraries"].items()
    ]
    RESULT.write_text(f'{{"source": {json.dumps(found["source"])}, "libraries": {{\n' + ",\n".join(lines) + "\n}}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
