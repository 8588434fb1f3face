"""Finds which lines of the program led to what is happening now."""

import os
import sys
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
        """File and line of each program frame being executed, innermost first.

        Called for every statement, over some thirty frames: hence one plain loop.
        """
        names, found = self._names, []
        frame: FrameType | None = sys._getframe(1)
        waiting: greenlet.greenlet | None = greenlet.getcurrent()
        for _ in range(MAX_FRAMES):
            if frame is None:
                # SQLAlchemy's asyncio runs the database work in a greenlet of its own:
                # the coroutine that awaits it is on the stack of the parent.
                waiting = waiting.parent if waiting else None
                frame = waiting.gr_frame if waiting else None
                if frame is None:
                    break
            filename = frame.f_code.co_filename
            name = names[filename] if filename in names else self.name(filename)
            if name:
                found.append((name, frame.f_lineno))
            frame = frame.f_back
        return found

    def place(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        """File and line of the innermost program frame of a traceback."""
        found = None
        while traceback is not None:
            name = self.name(traceback.tb_frame.f_code.co_filename)
            if name and self.is_judged(name):
                found = (name, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found
