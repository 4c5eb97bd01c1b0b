"""Starting, stopping and breaking the local stack: nothing is lost, and no process stays behind."""

import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from stack import local
from stack.errors import StackError
from stack.layout import StackFolder
from stack.state import load
from tests.stack_fixture import Stack

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place for a stack that nobody has started yet."""
    with tempfile.TemporaryDirectory(prefix="deffatest-test-") as temporary:
        Path(temporary).chmod(0o711)
        folder = Path(temporary) / "stack"
        yield folder
        local.delete(folder)


def processes_of(folder: Path) -> list[psutil.Process]:
    """The stack's two processes and all that these started."""
    state = load(StackFolder(folder).state)
    assert state is not None
    found = [process.find() for process in (state.server, state.postgres) if process is not None]
    running = [process for process in found if process is not None]
    return [*running, *(child for process in running for child in process.children(recursive=True))]


def deffatest(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from deffatest.command_line import main; main()", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_up_status_down_and_up_again_keeps_the_data(folder: Path) -> None:
    where = ("--folder", str(folder))
    assert "not running" in deffatest("stack", "status", *where).stderr

    up = deffatest("stack", "up", *where)
    assert up.returncode == 0, up.stderr
    environment = dict(line.split("=", 1) for line in deffatest("stack", "status", "--env", *where).stdout.splitlines())
    url, admin = environment["DEFFATEST_SUPABASE_URL"], environment["DEFFATEST_ADMIN_DATABASE_URL"]
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}
    assert re.search(rf"API URL: {re.escape(url)}\n", up.stdout)
    with psycopg.connect(admin) as connection:
        connection.execute("create table public.kept (word text)")
        connection.execute("insert into public.kept values ('kept')")
    with psycopg.connect(environment["DEFFATEST_DATABASE_URL"]) as connection:
        assert connection.execute("select current_user").fetchone() == ("deffatest_worker",)

    left = processes_of(folder)
    assert deffatest("stack", "down", *where).returncode == 0
    assert [process for process in left if process.is_running()] == []
    status = deffatest("stack", "status", *where)
    assert (status.returncode, status.stdout) == (1, "")

    again = local.start(folder)
    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select word from public.kept").fetchone() == ("kept",)
    assert again.environment() == environment


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stack_that_belongs_to_a_program_ends_with_it(folder: Path, how: signal.Signals) -> None:
    program = (
        "import signal, sys, threading, pathlib\n"
        "from stack import local\n"
        # Whoever was started in the background hears no interruption unless it asks to.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "with local.running(pathlib.Path(sys.argv[1]), durable=False):\n"
        "    print('running', flush=True)\n"
        "    threading.Event().wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, folder], stdout=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"running\n"
        processes = processes_of(folder)
        assert len(processes) > 2

        running.send_signal(how)
        running.wait(30)

    _, alive = psutil.wait_procs(processes, timeout=30)
    assert alive == []


def test_two_stacks_run_side_by_side(stack: Stack, folder: Path) -> None:
    with local.running(folder, durable=False) as other:
        assert other.url != stack.url
        assert httpx.get(f"{other.url}/rest/v1/", headers={"apikey": stack.publishable_key}).status_code == 401


def test_a_stack_whose_processes_were_killed_starts_again(folder: Path) -> None:
    """The numbers of its processes are still written down; another program may have them by now."""
    addresses = local.start(folder)
    killed = processes_of(folder)
    for process in killed:
        with suppress(psutil.NoSuchProcess):  # PostgreSQL's children end with it
            process.kill()
    psutil.wait_procs(killed, timeout=30)

    assert not local.status(folder).is_up
    again = local.start(folder)

    assert again.publishable_key == addresses.publishable_key
    assert httpx.get(f"{again.url}/health").is_success


def test_the_gateway_survives_a_restart_of_postgres(folder: Path) -> None:
    with local.running(folder, durable=False) as addresses:
        local.kill_postgres(folder)
        local.start_postgres(folder)

        answer = httpx.post(
            f"{addresses.url}/auth/v1/signup",
            headers={"apikey": addresses.publishable_key},
            json={"email": "after@example.com", "password": "correct horse 1"},
            timeout=60,
        )
        assert answer.status_code == 200


def test_a_folder_that_postgres_cannot_reach_is_no_obstacle(folder: Path) -> None:
    """As root PostgreSQL runs as another user, who may not enter our home."""
    folder.parent.chmod(0o700)

    with local.running(folder, durable=False) as addresses, psycopg.connect(addresses.database_url) as connection:
        assert connection.execute("show data_directory").fetchone() is not None


def test_a_taken_port_is_named(folder: Path, stack: Stack) -> None:
    port = int(stack.url.rsplit(":", 1)[1])

    with pytest.raises(StackError, match=f"port {port} is taken"):
        local.start(folder, port=port)
    assert processes_of(folder) == []
