"""Makes `examples.json` anew from a copy of the ACT rules: `python -m benchmarks.act.gathering FOLDER REVISION`.

The rules (github.com/act-rules/act-rules.github.io) are Markdown pages whose examples are blocks of code. Pictures,
sounds and films are no part of what is kept: `serving` makes some that do as well.
"""

import argparse
import json
import re
from pathlib import Path

from benchmarks.act.examples import FILE

_ID = re.compile(r"^id: (\w+)$", re.MULTILINE)
_NAME = re.compile(r"^name: (.+)$", re.MULTILINE)
_EXAMPLE = re.compile(
    r"^#### (Passed|Failed|Inapplicable) Example (\d+)$.*?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_TEXTS = frozenset((".html", ".css", ".js", ".svg", ".vtt"))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.act.gathering", description=__doc__)
    parser.add_argument("folder", type=Path, help="a copy of the rules' repository")
    parser.add_argument("revision", help="which revision it is")
    asked = parser.parse_args()
    assets = asked.folder / "test-assets"
    kept = {
        "source": "https://github.com/act-rules/act-rules.github.io",
        "revision": asked.revision,
        "rules": [_rule(page.read_text()) for page in sorted((asked.folder / "_rules").glob("*.md"))],
        "assets": {
            str(path.relative_to(assets)): path.read_text()
            for path in sorted(assets.rglob("*"))
            if path.suffix in _TEXTS
        },
    }
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _rule(page: str) -> dict[str, object]:
    identity, name = _ID.search(page), _NAME.search(page)
    if identity is None or name is None:
        raise ValueError(f"not a rule: {page[:80]}")
    examples = [
        {"kind": kind.lower(), "number": int(number), "language": language, "code": code}
        for kind, number, language, code in _EXAMPLE.findall(page)
    ]
    return {"id": identity.group(1), "name": name.group(1).strip("\"'"), "examples": examples}


if __name__ == "__main__":
    main()
