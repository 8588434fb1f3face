"""Starts the process that gives the honest floor, and talks to it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from mcp_server.sandbox.environment import scrubbed
from tests.bench.programs import DISK

PROGRAM = Path(__file__).with_name("warm_process.py")


class Floor:
    """A warm process without walls, observers or a pool; see `warm_process.py`."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="floor-", dir=DISK)
        self._count = 0
        # Started as the zygote is.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-W", "default", str(PROGRAM)],
            env=scrubbed(Path(self._folder.name)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()
        self._prepare()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()

    def _prepare(self) -> None:
        """Have a child forked whose memory is its own; returns when it is ready."""
        self._count += 1
        folder = Path(self._folder.name, str(self._count))
        folder.mkdir()
        self._ask(do="prepare", folder=str(folder))

    def run(self, code: str) -> float:
        """Milliseconds of a program in the waiting child, from its job to its end.

        The next child is made ready at once, so that it waits as ours do: memory that
        was copied just before would still be in the processor's caches.
        """
        milliseconds = self._ask(do="run", code=code)
        self._prepare()
        return milliseconds

    def fork(self) -> float:
        """Milliseconds of a fork and the wait for a child that ends at once."""
        return self._ask(do="fork")

    def _ask(self, **command: str) -> float:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> float:
        assert self._process.stdout
        return float(self._process.stdout.readline())
