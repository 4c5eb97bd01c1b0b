"""The Deno process that is the stack's one address."""

import json
import os
import time

from stack import processes
from stack.auth_settings import auth_settings
from stack.errors import StackError
from stack.layout import DENO, DENO_CACHE, FUNCTIONS, ROOT, StackFolder
from stack.ports import free_port
from stack.state import DOOR_ROLE, LOGINS, Process, State

START_SECONDS = 120
PORT_TAKEN = 98


def start(folder: StackFolder, state: State, *, port: int, detached: bool) -> Process:
    """Start the server and wait until it answers. Port 0: the last one if it is free, otherwise any."""
    if not DENO.exists():
        raise StackError("Deno is not installed yet: run `make set-up`")
    wanted = port or free_port(state.port)
    folder.ready.unlink(missing_ok=True)
    folder.storage.mkdir(exist_ok=True)
    state.paddle_port = state.paddle_port or free_port()
    settings = {
        "port": wanted,
        "ready_file": str(folder.ready),
        "database_address": f"127.0.0.1:{state.database_port}",
        "passwords": {
            role: password for role, password in state.passwords.items() if role not in LOGINS or role == DOOR_ROLE
        },
        "functions_folder": str(FUNCTIONS),
        "storage_folder": str(folder.storage),
        "mailbox_file": str(folder.mailbox),
        "auth": auth_settings(),
        **state.model_dump(
            include={
                "jwt_secret",
                "publishable_key",
                "secret_key",
                "encryption_keys",
                "s3_access_key",
                "s3_secret_key",
                "s3_region",
                "s3_bucket",
                "paddle_api_key",
                "paddle_webhook_secret",
                "paddle_port",
            }
        ),
    }
    running = processes.start(
        [
            DENO,
            "run",
            "--allow-all",
            "--frozen",
            "--no-prompt",
            "--quiet",
            "--config",
            ROOT / "deno.json",
            ROOT / "stack" / "main.ts",
        ],
        log=folder.log("server"),
        environment={
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DENO_DIR": str(DENO_CACHE),
            "DENO_NO_UPDATE_CHECK": "1",
            "STACK_SETTINGS": json.dumps(settings),
        },
        detached=detached,
    )
    deadline = time.monotonic() + START_SECONDS
    log = folder.log("server")
    while not folder.ready.exists():
        if (code := running.poll()) is not None:
            if code == PORT_TAKEN and port:
                raise StackError(f"port {port} is taken by another program; give another one, or none for a free one")
            raise StackError(f"the local Supabase ended while it started ({log}):\n{processes.tail(log)}")
        if time.monotonic() > deadline:
            processes.stop(Process.of(running.pid), "the local Supabase")
            raise StackError(
                f"the local Supabase does not answer after {START_SECONDS} s ({log}):\n{processes.tail(log)}"
            )
        time.sleep(0.02)
    state.port = int(folder.ready.read_text())
    return Process.of(running.pid)
