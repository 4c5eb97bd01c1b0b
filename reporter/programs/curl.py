"""The one request that shows a security bug, where one is enough."""

import shlex

from deffatest.run_record import Bug, Category
from reporter.text import one_line, web_address


def write(bug: Bug) -> str:
    """A shell script with one harmless request; "" for bugs that need more than that."""
    if bug.category is not Category.SECURITY:
        return ""
    told = bug.details.get("address")
    address = (web_address(told) if isinstance(told, str) else None) or web_address(bug.page)
    if address is None:
        return ""
    return "\n".join(
        (
            "#!/bin/sh",
            f"# {one_line(bug.title)}",
            f"# What to look at in the answer: {one_line(bug.description)}",
            f"curl --include --silent --show-error {shlex.quote(address)}",
            "",
        )
    )
