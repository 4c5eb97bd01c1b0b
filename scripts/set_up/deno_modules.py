"""The modules that the local stack and the edge functions import, at the versions of deno.lock."""

from pathlib import Path

from step import LOCAL, ROOT, Step, command

DENO = LOCAL / "venv" / "bin" / "deno"
CACHE = LOCAL / "deno"
ENVIRONMENT = {"DENO_DIR": str(CACHE), "DENO_NO_UPDATE_CHECK": "1"}


def entries() -> list[Path]:
    """Every file that Deno starts from: the server, the edge functions, the tests of both, what is measured with it."""
    patterns = [
        "stack/main.ts",
        "stack/**/*_test.ts",
        "supabase/functions/[a-z]*/index.ts",
        "supabase/functions/_description/*.ts",
        "supabase/functions/tests/*.ts",
        "tests/integration/**/*.ts",
        "benchmarks/**/*.ts",
    ]
    return [file for pattern in patterns for file in sorted(ROOT.glob(pattern))]


def install() -> None:
    command(
        [DENO, "cache", "--frozen", *entries()],
        "deno-modules",
        "Deno could not fetch the modules of deno.lock; is the npm registry reachable? If an import is new: make lock",
        environment=ENVIRONMENT,
    )


STEP = Step(
    name="deno-modules",
    says="modules of the local Supabase, into .local/deno",
    inputs=lambda: [ROOT / "deno.lock", ROOT / "deno.json", ROOT / "stack" / "deno.json"],
    is_there=CACHE.exists,
    install=install,
)
