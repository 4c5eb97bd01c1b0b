"""Runs qa-agent within its own Python: `running_qa_agent.py CHROMIUM URL FOLDER`.

qa-agent has no option for the browser's path and none for a time limit: it is given our Chromium, and `findings.json`
is written again after each page, so that what it has when the time is over is kept.
"""

# It runs in the Python that has qa-agent, which this one has not.
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false, reportArgumentType=false

import json
import sys
from pathlib import Path

from playwright.sync_api import BrowserType
from qa_agent import OutputFormat, QAAgent, TestConfig, TestMode

chromium, url, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
launch = BrowserType.launch


def launch_ours(self: BrowserType, **options: object) -> object:
    return launch(self, **{**options, "executable_path": chromium})


BrowserType.launch = launch_ours
agent = QAAgent(
    TestConfig(
        urls=[url],
        mode=TestMode.EXPLORE,
        output_formats=[OutputFormat.JSON],
        output_dir=str(folder / "output"),
        rate_limit=0,
    )
)
add = agent._add_page_analysis


def add_and_keep(page: object) -> None:
    add(page)
    found = [finding.to_dict() for finding in agent.session.get_all_findings()]
    (folder / "findings.json").write_text(json.dumps(found, default=str))


agent._add_page_analysis = add_and_keep
agent.run()
