"""`deffatest watch <test id>`: a test in the terminal while it runs."""

import argparse
import asyncio
from contextlib import aclosing

from rich.console import Console
from rich.markup import escape
from supabase import create_client

from deffatest.errors import DeffatestError, FollowingError
from deffatest.following import Event, follow, opened, read_bugs, read_test
from deffatest.live_view import LiveView, summary_table
from deffatest.settings import Settings, load_settings
from stack import local


def main(arguments: list[str]) -> int:
    """0 when the test completed, 1 when it failed, was cancelled, or cannot be followed."""
    parser = argparse.ArgumentParser(
        prog="deffatest watch",
        description="Follow a test of anybody's, with the secret key of DEFFATEST_SUPABASE_URL or of the local stack.",
    )
    parser.add_argument("test_id")
    test_id: str = parser.parse_args(arguments).test_id
    console = Console()
    try:
        return watch(*_address_and_key(load_settings()), console, test_id)
    except DeffatestError as error:
        console.print(f"[bold red]watch:[/] {escape(str(error))}", highlight=False)
        return 1


def watch(url: str, key: str, console: Console, test_id: str) -> int:
    """Show a test from its first event to its last."""
    with LiveView(console) as view:
        last = asyncio.run(_show(url, key, test_id, view))
    client = create_client(url, key)
    console.print(summary_table(read_bugs(client, test_id)))
    console.print(f"Report: {read_test(client, test_id)['report_download_url'] or 'none'}", soft_wrap=True)
    return 0 if last is not None and last.name == "test.completed" else 1


async def _show(url: str, key: str, test_id: str, view: LiveView) -> Event | None:
    last: Event | None = None
    async with opened(url, key) as client, aclosing(follow(client, test_id, view.note)) as events:
        async for event in events:
            view.show(event)
            last = event
    return last


def _address_and_key(settings: Settings) -> tuple[str, str]:
    if settings.supabase_url:
        settings.need("secret_key")
        return settings.supabase_url, settings.secret_key.get_secret_value()
    addresses = local.status().addresses
    if addresses is None:
        raise FollowingError("DEFFATEST_SUPABASE_URL is not set, and no local stack was ever started: make up")
    return addresses.url, addresses.secret_key
