"""`make clean`: delete everything local, what a stack of root's keeps below /var/tmp too. Needs no package."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from stack.layout import LOCAL, OUTSIDE, outside_folder

    data = LOCAL / "stack" / "postgres"
    if data.is_symlink() and data.resolve().is_relative_to(OUTSIDE):
        shutil.rmtree(data.resolve().parent, ignore_errors=True)
    shutil.rmtree(outside_folder(ROOT), ignore_errors=True)
    if LOCAL.exists():
        shutil.rmtree(LOCAL)
    print("Everything local is deleted.")


if __name__ == "__main__":
    main()
