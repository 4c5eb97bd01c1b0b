"""A web bundle is a built site: an index.html at its top, and files that browsers load."""

from pathlib import Path

import pytest

from tests.unit.inspecting import details, inspect, refusal
from tests.upload_files import PAGE, app_files, bundle, signed_app, zip_of


def test_the_site_may_lie_in_one_folder_at_the_top(tmp_path: Path) -> None:
    found = details(inspect(tmp_path, zip_of({"dist/index.html": PAGE, "dist/a/b.css": b"a{}"})))
    assert (found["root"], found["pages"]) == ("dist/", ["index.html"])


@pytest.mark.parametrize(
    ("files", "advice"),
    [
        ({"Index.HTML": PAGE}, "Rename “Index.HTML” to index.html"),
        ({"a/index.html": PAGE, "b/c.css": b""}, "There is one in “a/”"),
        ({"app/package.json": b"{}", "app/src/main.js": b""}, "build the app first"),
        ({"page.html": PAGE}, "with index.html beside"),
    ],
)
def test_a_bundle_without_its_first_page_is_refused_with_advice(
    tmp_path: Path, files: dict[str, bytes], advice: str
) -> None:
    code, reason = refusal(inspect(tmp_path, zip_of(files)))
    assert code == "index_missing"
    assert advice in reason


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("admin.php", b"<?php", "file_type_not_allowed"),
        ("setup.exe", b"MZ\x90\x00", "file_type_not_allowed"),
        ("run.sh", b"#!/bin/sh", "file_type_not_allowed"),
        ("noending", b"what is this", "file_type_not_allowed"),
        ("logo.png", b"\x7fELF\x02\x01", "program_in_bundle"),
        ("font.woff2", b"MZ\x90\x00\x03\x00", "program_in_bundle"),
    ],
)
def test_what_no_site_serves_is_refused_by_name(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    found, reason = refusal(inspect(tmp_path, zip_of({"index.html": PAGE, f"files/{name}": content})))
    assert found == code
    assert f"“files/{name}”" in reason


def test_what_file_managers_leave_behind_is_passed_over(tmp_path: Path) -> None:
    litter = {"__MACOSX/._index.html": b"\0\5", ".DS_Store": b"\0\0", "img/Thumbs.db": b"", ".git/config": b""}
    found = details(inspect(tmp_path, zip_of({"site/index.html": PAGE} | litter)))
    assert (found["files"], found["root"]) == (1, "site/")


def test_an_app_sent_as_a_bundle_is_told_what_it_is(tmp_path: Path) -> None:
    code, reason = refusal(inspect(tmp_path, signed_app()))
    assert (code, "android_apk" in reason) == ("is_an_app", True)


def test_a_bundle_sent_as_an_app_is_told_what_it_lacks(tmp_path: Path) -> None:
    code, reason = refusal(inspect(tmp_path, bundle(), "android_apk"))
    assert (code, "AndroidManifest.xml" in reason) == ("not_an_apk", True)
    assert "classes.dex" in app_files()


def test_a_first_page_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert refusal(inspect(tmp_path, zip_of({"index.html": b"\x89\0\0\0binary"})))[0] == "not_a_page"
