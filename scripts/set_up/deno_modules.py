"""The modules that the local stack and the edge functions import, at the versions of deno.lock."""

from step import LOCAL, ROOT, Step, command

DENO = LOCAL / "venv" / "bin" / "deno"
CACHE = LOCAL / "deno"
ENTRY = ROOT / "stack" / "main.ts"


def install() -> None:
    if not ENTRY.exists():
        return
    command(
        [DENO, "cache", "--frozen", ENTRY],
        "deno-modules",
        "Deno could not fetch the modules of deno.lock; is the npm registry reachable?",
        environment={"DENO_DIR": str(CACHE), "DENO_NO_UPDATE_CHECK": "1"},
    )


STEP = Step(
    name="deno-modules",
    says="modules of the local Supabase, into .local/deno",
    inputs=lambda: [ROOT / "deno.lock", ROOT / "deno.json"],
    is_there=lambda: CACHE.exists() or not ENTRY.exists(),
    install=install,
)
