"""An environment for what is measured beside us, and removed afterwards."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def environment(packages: Sequence[str]) -> Iterator[Path | str]:
    """The folder with the programs of packages; or why they cannot be installed."""
    with TemporaryDirectory(prefix="bench") as name:
        yield _install(Path(name) / "venv", packages)


def _install(place: Path, packages: Sequence[str]) -> Path | str:
    program = str(place / "bin" / "python")
    if shutil.which("uv"):
        commands = [
            ["uv", "venv", "--quiet", "--python", sys.executable, str(place)],
            ["uv", "pip", "install", "--quiet", "--python", program, *packages],
        ]
    else:
        commands = [
            [sys.executable, "-m", "venv", str(place)],
            [program, "-m", "pip", "install", "--quiet", *packages],
        ]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            return f"{', '.join(packages)} cannot be installed: {last[0][:200]}"
    return place / "bin"
