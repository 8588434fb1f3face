"""The environment of a process that runs programs: nothing of the user's."""

import os
from pathlib import Path

INHERITED = ("PATH", "SYSTEMROOT", "TZ")


def scrubbed(home: Path) -> dict[str, str]:
    """Only what Python needs: no secret and no DATABASE_URL of the user gets in."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    place = str(home)
    return kept | {"HOME": place, "TMPDIR": place, "TEMP": place, "LANG": "C.UTF-8"}
