"""What the scoreboard counts: known bugs found, verdicts on findings, sites made whole, findings that are stable."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.report import Reported, Task
from benchmarks.scoreboard.clean import Judged, known_verdicts, verdict_of
from benchmarks.scoreboard.known_bugs import KnownBug, found, known_bugs, shows
from benchmarks.scoreboard.public_site import packages_named, self_contained
from benchmarks.scoreboard.rule_signs import words_for
from benchmarks.scoreboard.stability import same_share
from benchmarks.serving import served
from deffatest.run_record import Bug, Category, Severity

SITE = "http://127.0.0.1:4000"


def known(**given: object) -> KnownBug:
    return KnownBug.model_validate({"id": "b", "what": "it is so", "source": "https://example.com", **given})


def bug(rule: str, path: str, title: str) -> Bug:
    return Bug(
        id="bug-1",
        ordinal=1,
        rule=rule,
        category=Category.VISUAL,
        severity=Severity.LOW,
        title=title,
        description="",
        page=SITE + path,
        pages=[SITE + path],
        fingerprint="f",
        steps=[],
        found_at=datetime(2026, 1, 1, tzinfo=UTC),
        cause="",
        fix="",
        attempts=1,
        reproduced=1,
        confirmed=True,
    )


def test_a_known_bug_is_found_by_its_rule_on_its_page_alone() -> None:
    one = known(where=["/cart*"], rules=["total_*"])
    assert shows(Reported("total_is_sum_of_lines", f"{SITE}/cart?x=1", ""), one)
    assert not shows(Reported("total_is_sum_of_lines", f"{SITE}/shop", ""), one)
    assert not shows(Reported("sorted_as_said", f"{SITE}/cart", ""), one)


def test_a_known_bug_is_found_by_what_any_tester_says_of_it() -> None:
    one = known(words=[r"sql.*\bid\b"])
    assert shows(Reported("SQL Injection", f"{SITE}/?id=1%27", "in the parameter id"), one)
    assert shows(Reported("x", f"{SITE}/", "SQL\nerror by %69d"), one)
    assert not shows(Reported("SQL Injection", f"{SITE}/?name=1", "in the parameter name"), one)


def test_a_report_of_another_kind_that_quotes_the_words_is_not_counted() -> None:
    one = known(kinds=["path.?traversal"], words=["path"])
    assert shows(Reported("path_traversal", SITE, "The parameter “path” names files"), one)
    assert not shows(Reported("broken_link", SITE, "the link to /Path_Traversal leads nowhere"), one)


def test_what_nobody_reported_is_not_among_the_found() -> None:
    bugs = [known(id="seen", words=["alt"]), known(id="unseen", words=["title"])]
    assert list(found(bugs, [Reported("image-alt", SITE, "")])) == ["seen"]


@pytest.mark.parametrize("site", ["audit", "dsvw", "swag-labs", "todomvc-react"])
def test_lists_of_known_bugs_say_each_once_where_it_is_told_and_how_it_is_recognised(site: str) -> None:
    bugs = known_bugs(site)
    assert len({one.id for one in bugs}) == len(bugs)
    assert all(one.source.startswith("https://") and (one.words or one.rules) for one in bugs)
    # A pattern that fits nothing said at all would count every report as everything.
    assert not found(bugs, [Reported("", SITE + "/", "")])


def test_the_first_verdict_that_fits_a_finding_counts_and_one_that_nobody_judged_is_unread() -> None:
    judged = [
        Judged(site="book", rule="overlap*", page="/a/*", title="3D", verdict="false", why="turned"),
        Judged(site="*", rule="overlapping_text", verdict="true", why="it is so"),
    ]
    assert verdict_of("book", bug("overlapping_text", "/a/b", "“3D” lies over"), judged).verdict == "false"
    assert verdict_of("book", bug("overlapping_text", "/b", "“3D” lies over"), judged).verdict == "true"
    assert verdict_of("book", bug("dead_control", "/a/b", "3D"), judged).verdict == "unread"


def test_every_kept_verdict_says_why() -> None:
    assert all(one.why for one in known_verdicts())


def test_a_page_takes_packages_from_beside_itself_and_nothing_from_elsewhere() -> None:
    page = (
        '<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/@a/b@1.2.3/x.css" integrity="sha384-abc">'
        '<script src="https://cdnjs.cloudflare.com/ajax/libs/prism/1.20.0/plugins/p.js"></script>'
        '<link href="https://fonts.googleapis.com/css?family=Lora" rel="stylesheet">'
        '<script src="own.js"></script><a href="https://example.com/x.js">x</a>'
    )
    whole = self_contained(page, {"https://cdnjs.cloudflare.com/ajax/libs/prism/1.20.0/": "prismjs@1.20.0/"})
    assert packages_named(whole) == {"@a/b@1.2.3", "prismjs@1.20.0"}
    assert "integrity" not in whole
    assert "fonts.googleapis" not in whole
    assert whole.endswith('<script src="own.js"></script><a href="https://example.com/x.js">x</a>')


def test_stable_findings_are_the_share_that_pairs_of_runs_have_in_common() -> None:
    assert same_share([{"a", "b"}, {"a", "b"}, {"a", "b"}]) == 1.0
    assert same_share([{"a", "b"}, {"a"}, {"a"}]) == pytest.approx((0.5 + 0.5 + 1) / 3)
    assert same_share([set(), set()]) == 1.0
    with pytest.raises(ValueError, match="one run"):
        same_share([{"a"}])


def test_a_rule_that_no_other_tester_has_is_recognised_by_no_words() -> None:
    assert words_for("axe_image_alt")
    assert words_for("total_is_sum_of_lines") == []


def test_a_tester_is_told_the_origin_of_a_site_whatever_page_it_begins_at() -> None:
    assert Task(f"{SITE}/a/b.html?x", Path(), 1, 1).origin == f"{SITE}/"


def test_static_sites_are_served_with_safe_headers_and_nothing_from_beside_the_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "about").mkdir(parents=True)
    (site / "index.html").write_text("<title>Start</title>" + "x" * 500)
    (site / "about.html").write_text("<title>About</title>")
    (tmp_path / "secret.txt").write_text("no")
    with served(site) as url, httpx.Client(base_url=url, trust_env=False) as visitor:
        start = visitor.get("/")
        assert start.headers["content-encoding"] == "gzip"
        assert start.headers["x-content-type-options"] == "nosniff"
        assert visitor.get("/", headers={"If-None-Match": start.headers["etag"]}).status_code == 304
        assert visitor.get("/about/").status_code == 404
        assert visitor.get("/%2e%2e/secret.txt").status_code == 404
        assert visitor.get("/nothing").status_code == 404
    with served(site, everything="index.html") as url, httpx.Client(base_url=url, trust_env=False) as visitor:
        assert "Start" in visitor.get("/cart/12").text
