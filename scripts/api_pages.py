"""Writes what describes the API, from the declarations of the functions' routes. `--check` names what is stale.

- supabase/functions/api/openapi.json, which the function serves
- docs/postman.json, by Postman's own converter
- docs/errors.md, from the list of error codes
- the table of endpoints in docs/api.md
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[1]
DENO = Path(sys.executable).with_name("deno")
POSTMAN = ROOT / ".local/node/node_modules/openapi-to-postmanv2/bin/openapi2postmanv2.js"
SAME_EACH_TIME = "data:text/javascript,let last=1;Math.random=()=>(last=last*16807%252147483647)/2147483647"
"""The converter makes up numbers where there is no example; made up from the same seed, they stay."""
METHODS = ("get", "post", "put", "patch", "delete")

Json = dict[str, Any]


def generated() -> dict[Path, str]:
    """The text of every file by its path. Raises subprocess.CalledProcessError when a program fails."""
    described = declarations()
    document: Json = described["document"]
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return {
        ROOT / "supabase/functions/api/openapi.json": text,
        ROOT / "docs/postman.json": postman_collection(text),
        ROOT / "docs/errors.md": "\n".join(errors_page(described["error_codes"])) + "\n",
        ROOT / "docs/api.md": with_endpoints((ROOT / "docs/api.md").read_text(), document),
    }


def declarations() -> Json:
    """The document and the error codes, as the functions' own code has them."""
    told = subprocess.run(
        [DENO, "run", "--frozen", "--quiet", "--allow-read", "--allow-env", "supabase/functions/_description/main.ts"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(told)


def postman_collection(document: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "postman.json")
        source.write_text(json.dumps(without_refusals(json.loads(document))))
        options = "folderStrategy=Tags,parametersResolution=Example,schemaFaker=false,enableOptionalParameters=false"
        subprocess.run(
            ["node", "--import", SAME_EACH_TIME, POSTMAN, "-s", source, "-o", target, "-O", options],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        collection: Json = json.loads(target.read_text())
    drop_ids(collection)
    return json.dumps(collection, indent=2, ensure_ascii=False) + "\n"


def without_refusals(document: Json) -> Json:
    """A collection is for trying: of what may come back it keeps the examples, which come when all is well."""
    for item in document["paths"].values():
        for operation in item.values():
            answers: Json = operation["responses"]
            operation["responses"] = {
                status: answer
                for status, answer in answers.items()
                if any("example" in media for media in answer.get("content", {}).values())
            }
    return document


def drop_ids(part: Any) -> None:
    """Take out the identifiers that the converter makes up anew each time."""
    match part:
        case dict():
            inner = cast("Json", part)
            for name in ("id", "_postman_id"):
                inner.pop(name, None)
            for value in inner.values():
                drop_ids(value)
        case list():
            for item in cast("list[Any]", part):
                drop_ids(item)
        case _:
            pass


def errors_page(codes: Json) -> Iterator[str]:
    yield "# Error codes\n"
    yield "Made from `supabase/functions/_shared/error_codes.ts` by `make generate`; change that, not this."
    yield "A program reads `error.code`, which stays; `message` and `hint` are for people and may change.\n"
    yield "| code | status | what it means | what to do |"
    yield "|---|---|---|---|"
    for code, told in sorted(codes.items()):
        statuses = ", ".join(map(str, told["status"]))
        yield f"| `{code}` | {statuses} | {told['meaning']} | {told['action']} |"


def with_endpoints(page: str, document: Json) -> str:
    begin, end = "<!-- endpoints: made by make generate -->\n", "<!-- end of endpoints -->\n"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}" + "\n".join(endpoints(document)) + f"\n{end}" + rest.partition(end)[2]


def endpoints(document: Json) -> Iterator[str]:
    yield "| endpoint | what it does | who may call |"
    yield "|---|---|---|"
    for path, item in document["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                yield f"| `{method.upper()} {path}` | {operation['summary']} | {callers(operation)} |"


def callers(operation: Json) -> str:
    names = {name for scheme in operation["security"] for name in scheme}
    if "paddleSignature" in names:
        return "Paddle"
    if "apiKey" in names:
        return "a person, an API key"
    return "a person" if names else "everybody"


def main(arguments: list[str]) -> int:
    files = generated()
    stale = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the functions declare: make generate")
        return 1 if stale else 0
    for path in stale:
        path.write_text(files[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
