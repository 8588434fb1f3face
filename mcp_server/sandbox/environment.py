"""How a process that runs programs is started: with nothing of the user's."""

import os
import sys
from pathlib import Path

INHERITED = ("PATH", "SYSTEMROOT", "TZ")
PACKAGE_FOLDER = Path(__file__).resolve().parents[2]
FIND_PACKAGE = "import sys; sys.path.append(sys.argv.pop()); "
"""An isolated interpreter finds installed packages only; we may be a mere folder."""


def scrubbed(home: Path) -> dict[str, str]:
    """Only what Python needs: no secret and no DATABASE_URL of the user gets in."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    place = str(home)
    return kept | {"HOME": place, "TMPDIR": place, "TEMP": place, "LANG": "C.UTF-8"}


def interpreter(code: str, *arguments: str) -> list[str]:
    """The command of a fresh interpreter, isolated from the user's settings.

    It executes this code, with the arguments behind the first of `sys.argv`.
    """
    flags = ("-I", "-X", "utf8", "-W", "default")
    start = ("-c", FIND_PACKAGE + code, *arguments, str(PACKAGE_FOLDER))
    return [sys.executable, *flags, *start]
