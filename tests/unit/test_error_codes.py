"""Every code that an error of the API carries is in the one list, and the list has no other."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "supabase/functions/_shared/error_codes.ts"
FUNCTIONS = [
    file
    for file in sorted((ROOT / "supabase/functions").rglob("*.ts"))
    if file != LIST and not {"tests", "_description"} & set(file.parts)
]
MIGRATIONS = sorted((ROOT / "supabase/migrations").glob("*.sql"))

RAISED = [
    # new ApiError(404, "test_not_found", and refused("signature_missing",
    re.compile(r'\bApiError\(\s*[\w.]+,\s*"(\w+)"'),
    re.compile(r'\brefused?\w*\(\s*(?:\d{3},\s*)?"(\w+)"'),
    # the names of errors that a `raise` does not name: `404: "not_found"`
    re.compile(r'^  \d{3}: "(\w+)"', re.MULTILINE),
    re.compile(r'\?\? "(refused)"'),
]
RAISED_IN_SQL = [re.compile(r"\bconstraint = '(\w+)'"), re.compile(r"\brefusal\(\d{3}, '(\w+)'")]


def raised() -> Iterator[tuple[str, str]]:
    for files, patterns in ((FUNCTIONS, RAISED), (MIGRATIONS, RAISED_IN_SQL)):
        for file in files:
            text = file.read_text()
            for pattern in patterns:
                yield from ((code, str(file.relative_to(ROOT))) for code in pattern.findall(text))


def listed() -> set[str]:
    return set(re.findall(r"^  (\w+): error\(", LIST.read_text(), re.MULTILINE))


def test_every_code_that_is_raised_is_in_the_list() -> None:
    assert sorted({f"{code} in {file}" for code, file in raised() if code not in listed()}) == []


def test_every_code_of_the_list_is_raised_somewhere() -> None:
    assert sorted(listed() - {code for code, _ in raised()}) == []


def test_the_list_is_in_the_order_of_the_alphabet() -> None:
    codes = re.findall(r"^  (\w+): error\(", LIST.read_text(), re.MULTILINE)
    assert codes == sorted(codes)
