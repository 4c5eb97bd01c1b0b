"""`deffatest stack up | down | status | mail | reset`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from stack import local
from stack.addresses import StackAddresses
from stack.errors import StackError
from stack.layout import DEFAULT_FOLDER, StackFolder

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The local Supabase: PostgreSQL and one address for everything else.",
)
Folder = Annotated[Path, typer.Option(help="where this stack keeps its data; two folders are two stacks")]


@app.command()
def up(
    folder: Folder = DEFAULT_FOLDER,
    port: Annotated[int, typer.Option(help="port of the one address; 0 for the last one or any free one")] = 0,
) -> None:
    """Start it, apply new migrations, and leave it running."""
    try:
        addresses = local.start(folder, port=port)
    except StackError as error:
        raise _failure(error) from error
    _print(addresses)


@app.command()
def down(folder: Folder = DEFAULT_FOLDER) -> None:
    """Stop it; its data is kept."""
    try:
        was_running = local.stop(folder)
    except StackError as error:
        raise _failure(error) from error
    typer.echo(
        "The local Supabase is stopped; its data is kept." if was_running else "The local Supabase was not running."
    )


@app.command()
def status(
    folder: Folder = DEFAULT_FOLDER,
    env: Annotated[bool, typer.Option("--env", help="as lines for a .env file")] = False,
) -> None:
    """Print addresses and keys; exits with 1 when it is not running."""
    now = local.status(folder)
    if now.addresses is None or not now.is_up:
        parts = {"the server": now.server, "PostgreSQL": now.database}
        down = " and ".join(name for name, is_up in parts.items() if not is_up)
        typer.echo(f"The local Supabase is not running (down: {down}). Start it: make up", err=True)
        raise typer.Exit(1)
    if env:
        for name, value in now.addresses.environment().items():
            typer.echo(f"{name}={value}")
    else:
        _print(now.addresses)
        for slot in now.slots:
            typer.echo(f"{'Replication slot':>20}: {slot}")
    for slot in now.slots:
        if warning := slot.warning():
            typer.echo(f"Warning: {warning}", err=True)


@app.command()
def mail(folder: Folder = DEFAULT_FOLDER) -> None:
    """Print the mails that Auth would have sent, such as those with a link to a new password; the latest comes last."""
    mailbox = StackFolder(folder.resolve()).mailbox
    mails = [json.loads(line) for line in mailbox.read_text().splitlines()] if mailbox.exists() else []
    for one in mails:
        typer.echo(f"{one['sent_at']}  To: {one['to']}\n{one['subject']}\n\n{one['text']}\n")
    if not mails:
        typer.echo("No mail was sent.")


@app.command()
def reset(folder: Folder = DEFAULT_FOLDER) -> None:
    """Stop it and delete its data; the next start makes an empty one with every migration."""
    try:
        local.delete(folder)
    except StackError as error:
        raise _failure(error) from error
    typer.echo("The local Supabase is stopped and its data deleted.")


def main(arguments: list[str]) -> int:
    """The subcommand `stack` of `deffatest`."""
    app(args=arguments, prog_name="deffatest stack")
    return 0


def _print(addresses: StackAddresses) -> None:
    for name, value in addresses.described().items():
        typer.echo(f"{name:>22}: {value}")


def _failure(error: StackError) -> typer.Exit:
    typer.echo(f"Error: {error}", err=True)
    return typer.Exit(1)
