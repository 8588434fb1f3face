"""Writes what Python prints when the broken program of a page fails.

tests/tools/tracebacks/<problem>.txt are the inputs of the tests that paste tracebacks.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem

FOLDER = Path(__file__).parent / "tools" / "tracebacks"
HEAD = "Traceback (most recent call last):"
LIBRARY = re.compile(r"/[^\"\s]+?/(?=lib/python3\.\d+/)")


def main() -> None:
    """Run every broken program that raises, outside of the sandbox."""
    FOLDER.mkdir(exist_ok=True)
    for problem in problems():
        raises = problem.proof and problem.proof.broken.error
        if raises and problem.needs == "sqlite":
            (FOLDER / f"{problem.id}.txt").write_text(_traceback(problem), "utf-8")


def _traceback(problem: Problem) -> str:
    with tempfile.TemporaryDirectory() as name:
        program = Path(name) / "main.py"
        program.write_text(problem.broken or "", "utf-8")
        done = subprocess.run(
            [sys.executable, str(program)],
            cwd=name,
            capture_output=True,
            text=True,
            check=False,
        )
        text = done.stderr.replace(name, "/srv/shop/app")
    text = LIBRARY.sub("/srv/shop/.venv/", text[text.index(HEAD) :])
    return re.sub(r"0x[0-9a-f]{8,}", "0x7f3a2c1d9e50", text)


if __name__ == "__main__":
    main()
