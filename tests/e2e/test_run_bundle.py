"""A site that somebody uploads is inspected, explored and reported like one that has an address."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.integration.acting import Row, sign_up
from tests.integration.fleet import wait_until
from tests.integration.uploading import Api, Inspectors
from tests.stack_fixture import Stack
from tests.upload_files import zip_of

SITE = {
    "index.html": b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Corner shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>Corner shop</h1><button style="padding: 1rem" onclick="buy()">Buy bread</button></main>
<script src="shop.js"></script></body></html>""",
    "shop.js": b"function buy() { throw new TypeError('the basket is not open') }",
}


def test_a_bug_of_an_uploaded_site_is_found_and_reported_under_the_sites_name(stack: Stack, tmp_path: Path) -> None:
    person = sign_up(stack)
    api = Api(stack, person)
    environment = {
        **os.environ,
        **stack.environment(),
        "DEFFATEST_RUNS_FOLDER": str(tmp_path / "runs"),
        "DEFFATEST_VISITORS": "1",
        "DEFFATEST_FREE_DISK_MB": "0",
    }
    with ExitStack() as ending, (tmp_path / "worker.log").open("wb") as log:
        ending.enter_context(Inspectors(stack, tmp_path, "").one())
        worker = subprocess.Popen([sys.executable, "-m", "worker"], env=environment, stdout=log, stderr=log)
        ending.callback(worker.wait, 30)
        ending.callback(worker.terminate)
        content = zip_of({f"Corner Shop/{name}": content for name, content in SITE.items()})
        fields = {"test_name": "Shop", "test_type": "web_bundle", "requested_duration_minutes": "1"}
        answer = api.call("POST", "/tests/submit", data=fields, files={"file": ("Corner Shop.zip", content)})
        test_id = answer.json()["data"]["test_id"]

        def ended() -> Row | None:
            test = person.test(test_id)
            return test if test["status"] in ("completed", "failed") else None

        assert wait_until(ended, "the test has ended")["status"] == "completed", person.events(test_id)[-1]["payload"]
    report = api.data("GET", f"/tests/{test_id}/report")
    [bug] = [bug for bug in report["bugs"] if "the basket is not open" in bug["title"]]
    assert bug["reproduction_steps"] == ["Open http://corner-shop.localhost/", "Click 'Buy bread'"]
    told = [
        text for bug in report["bugs"] for text in (bug["title"], bug["additional_context"], *bug["reproduction_steps"])
    ]
    assert not any("127.0.0.1" in text for text in told)
