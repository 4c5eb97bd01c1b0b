"""A Chromium for the browser surface, where the machine has none.

One that is there already is used as it is, in this order: DEFFATEST_CHROMIUM, Playwright's own, the system's. What is
installed here is recorded in `.local/chromium/path`.
"""

import base64
import hashlib
import json
import os
import platform
import shutil
import tarfile
from itertools import chain
from pathlib import Path

import apt
from step import LOCAL, Failure, Step, command, try_command

FOLDER = LOCAL / "chromium"
RECORD = FOLDER / "path"
LOG = "chromium"
# The headless shell has no windows to draw and does about twice as much in the same time.
SYSTEM_NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
VENV = LOCAL / "venv"
PLAYWRIGHT = VENV / "bin" / "playwright"

# A headless Chromium as an npm package; the only one that an ordinary user gets from a package registry.
NPM_PACKAGE = "@sparticuz/chromium@147.0.0"
NPM_SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="


def is_there() -> bool:
    return _found() is not None


def install() -> None:
    _install_fonts()
    if is_there():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = _from_playwright() or _from_debian() or _from_npm()
    if path is None:
        raise Failure(
            "no Chromium could be installed. Install one (sudo apt-get install chromium), or say where one is: "
            f"DEFFATEST_CHROMIUM=/path/to/chromium. What was tried is in {LOCAL / 'logs' / (LOG + '.log')}"
        )
    RECORD.write_text(f"{path}\n")


def _found() -> Path | None:
    """The Chromium that is there already, in the order the browser surface looks for it."""
    named = os.environ.get("DEFFATEST_CHROMIUM")
    if named:
        if not Path(named).exists():
            raise Failure(f"DEFFATEST_CHROMIUM names {named}, and no file is there")
        return Path(named)
    for path in (_playwright_own(), *map(shutil.which, SYSTEM_NAMES), _recorded()):
        if path and Path(path).exists():
            return Path(path)
    return None


def _recorded() -> str | None:
    return RECORD.read_text().strip() if RECORD.exists() else None


def _playwright_own(browsers: Path | None = None) -> Path | None:
    """The Chromium that `playwright install chromium` has put into the browsers folder for this Playwright."""
    if browsers is None:
        default = Path.home() / ".cache" / "ms-playwright"
        browsers = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    listing = next(VENV.glob("lib/python*/site-packages/playwright/driver/package/browsers.json"), None)
    if listing is None or not browsers.is_dir():
        return None
    revisions = {entry["name"]: entry["revision"] for entry in json.loads(listing.read_text())["browsers"]}
    shells = browsers.glob(f"chromium_headless_shell-{revisions['chromium-headless-shell']}/*/*headless*shell")
    whole = browsers.glob(f"chromium-{revisions['chromium']}/chrome-*/chrome")
    return next(chain(shells, whole), None)


def _from_playwright() -> Path | None:
    print("set-up: Chromium is missing; trying Playwright's", flush=True)
    browsers = FOLDER / "playwright"
    with_libraries = ["--with-deps"] if apt.can_install() else []
    environment = {"PLAYWRIGHT_BROWSERS_PATH": str(browsers), "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    arguments = [PLAYWRIGHT, "install", "--only-shell", *with_libraries, "chromium"]
    if not try_command(arguments, LOG, environment=environment, seconds=600):
        return None
    path = _playwright_own(browsers)
    return path if path and _starts(path) else None


def _from_debian() -> Path | None:
    if not apt.can_install():
        return None
    print("set-up: Playwright's Chromium does not come here; installing Debian's", flush=True)
    apt.install("chromium-headless-shell", "chromium-sandbox")
    path = shutil.which("chromium-headless-shell")
    return Path(path) if path and _starts(Path(path)) else None


def _from_npm() -> Path | None:
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return None
    print("set-up: unpacking a Chromium from npm into .local/chromium", flush=True)
    unpacked = FOLDER / "npm"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir(parents=True)
    if not try_command(["npm", "pack", NPM_PACKAGE, "--pack-destination", unpacked], LOG, cwd=unpacked):
        return None
    archive = next(unpacked.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != NPM_SHA512:
        raise Failure(f"{NPM_PACKAGE} is not the file that is known (its SHA-512 is {digest}); nothing was installed")
    _extract(archive, unpacked)
    archive.unlink()
    # The binary, its software renderer, fonts, and the system libraries (NSS and others) a bare machine lacks.
    packed = unpacked / "package" / "bin"
    _decompress(packed / "chromium.br", unpacked / "chromium")
    for name in ("swiftshader", "fonts", "al2023"):
        _decompress(packed / f"{name}.tar.br", unpacked / f"{name}.tar")
        _extract(unpacked / f"{name}.tar", unpacked)
        (unpacked / f"{name}.tar").unlink()
    shutil.rmtree(unpacked / "package")
    path = _wrapper(unpacked)
    return path if _starts(path) else None


def _extract(archive: Path, into: Path) -> None:
    """Unpack an archive whose content is known by its hash: Debian 12's Python cannot filter one that is not."""
    with tarfile.open(archive) as opened:
        opened.extractall(into)


def _decompress(source: Path, target: Path) -> None:
    """Undo Brotli, which Node.js knows and Python does not."""
    script = (
        "const [from, to] = process.argv.slice(1); const fs = require('fs');"
        "fs.writeFileSync(to, require('zlib').brotliDecompressSync(fs.readFileSync(from)))"
    )
    command(["node", "-e", script, source, target], LOG, f"{source.name} could not be unpacked")


def _wrapper(unpacked: Path) -> Path:
    """A program that starts the unpacked Chromium with the libraries, and where needed the font, that came with it."""
    (unpacked / "chromium").chmod(0o755)
    wrapper = unpacked / "chromium-with-libraries"
    wrapper.write_text(
        "#!/bin/sh\n"
        'here=$(dirname "$(readlink -f "$0")")\n'
        'export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib:$here"\n'
        '[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"\n'
        'exec "$here/chromium" "$@"\n'
    )
    wrapper.chmod(0o755)
    return wrapper


def _starts(path: Path) -> bool:
    """Whether Playwright can start it and show a page, as the browser surface will."""
    program = (
        "import sys; from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright:\n"
        "    page = playwright.chromium.launch(executable_path=sys.argv[1]).new_page()\n"
        "    page.set_content('<title>it starts</title>'); assert page.title() == 'it starts'\n"
    )
    return try_command([VENV / "bin" / "python", "-c", program, path], LOG, seconds=90)


def _install_fonts() -> None:
    """Without a font every text of a page is empty boxes; only root can put one in place."""
    fonts = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    if not any(next(folder.rglob("*.[to]tf"), None) for folder in fonts if folder.is_dir()) and apt.can_install():
        print("set-up: installing a font, so that pages have text", flush=True)
        apt.install("fonts-liberation")


STEP = Step(
    name="chromium",
    says="Chromium and a font",
    inputs=lambda: [NPM_PACKAGE, os.environ.get("DEFFATEST_CHROMIUM", "")],
    is_there=is_there,
    install=install,
)
