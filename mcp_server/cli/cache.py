"""Keeps what `check` has printed, for as long as no file changes.

It imports nothing that is slow to import: that is its purpose.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

from mcp_server import __version__
from mcp_server.cli.sources import python_files, settings_file

FOLDER = ".sqlmodel_production_cache"
LIVE = {"--fix", "--unsafe-fixes", "--diff", "--watch", "--no-cache", "--help"}
"""Options that write, wait, or ask for a fresh look."""


class Answer(NamedTuple):
    """What a command has printed, and its exit code."""

    output: str
    exit_code: int


def repeated(arguments: list[str]) -> Answer | None:
    """What the same command printed for the same files, if it is known."""
    if LIVE & set(arguments):
        return None
    try:
        known = json.loads(_place(arguments).read_text(encoding="utf-8"))
        return Answer(str(known["output"]), int(known["exit_code"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(arguments: list[str], answer: Answer) -> None:
    """Remember what was printed; a folder that cannot be written is no error."""
    if LIVE & set(arguments):
        return
    try:
        place = _place(arguments)
        place.parent.mkdir(exist_ok=True)
        (place.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        written = place.with_suffix(f".{os.getpid()}")
        written.write_text(json.dumps(answer._asdict()), encoding="utf-8")
        written.replace(place)
    except OSError:
        return


def _place(arguments: list[str]) -> Path:
    """The file for this command: its name changes with every file it reads."""
    digest = hashlib.blake2b(digest_size=16)
    terminal = sys.stdout.isatty()
    about = [__version__, sys.version, str(terminal), os.environ.get("COLUMNS", "")]
    for text in [*about, *arguments]:
        digest.update(text.encode(errors="surrogateescape") + b"\0")
    paths = [one for one in arguments if not one.startswith("-")] or ["."]
    settings = settings_file(Path.cwd())
    rules = Path(__file__).parents[1] / "rules"
    own = sorted(rules.rglob("*.py")) if (rules.parents[1] / ".git").exists() else []
    for path in [*([settings] if settings else []), *own, *python_files(paths)]:
        digest.update(str(path).encode(errors="surrogateescape") + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return Path(FOLDER) / f"{digest.hexdigest()}.json"
