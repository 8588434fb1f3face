"""Finds which lines of the program led to what is happening now."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType

import greenlet

MAX_FRAMES = 400
"""Frames looked at before giving up: a recursive program has many."""


class ProgramFiles:
    """The files of the program, among the files of all frames."""

    unjudged: frozenset[str] = frozenset()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._prefix = f"{folder}{os.sep}"
        self._names: dict[str, str | None] = {}

    def name(self, filename: str) -> str | None:
        """Relative path of a program file; None for any other file."""
        try:
            return self._names[filename]
        except KeyError:
            inside = filename.startswith(self._prefix)
            relative = filename.removeprefix(self._prefix).replace(os.sep, "/")
            self._names[filename] = name = relative if inside else None
            return name

    def is_judged(self, name: str) -> bool:
        """The file is the user's, not context or glue of ours."""
        return name not in self.unjudged

    def stack(self) -> list[tuple[str, int]]:
        """File and line of each program frame being executed, innermost first."""
        return [
            (name, frame.f_lineno)
            for frame in _frames()
            if (name := self.name(frame.f_code.co_filename))
        ]

    def place(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        """File and line of the innermost program frame of a traceback."""
        found = None
        while traceback is not None:
            name = self.name(traceback.tb_frame.f_code.co_filename)
            if name and self.is_judged(name):
                found = (name, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found


def _frames() -> Iterator[FrameType]:
    """Frames of this greenlet, then of those that wait for it.

    SQLAlchemy's asyncio runs the database work in a greenlet of its own, so the
    coroutine that awaits it is on the stack of the parent.
    """
    frame: FrameType | None = sys._getframe(2)
    current: greenlet.greenlet | None = greenlet.getcurrent()
    for _ in range(MAX_FRAMES):
        if frame is None:
            current = current.parent if current is not None else None
            frame = current.gr_frame if current is not None else None
            if frame is None:
                return
        yield frame
        frame = frame.f_back
