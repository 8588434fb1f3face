"""Records the warnings that a program causes, with its own line."""

import re
import warnings
from typing import Any, TextIO

from mcp_server.observe import activity
from mcp_server.observe.recorders.recorder import Recorder

MAX_MESSAGE = 1_000
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Differs from run to run, and says nothing."""


class WarningRecorder(Recorder):
    """Takes the place of what prints warnings to standard error."""

    def install(self) -> None:
        """Be shown every warning that the filters of the program let through."""
        self._seen: set[tuple[object, ...]] = set()
        warnings.showwarning = self._shown

    def _shown(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Tell of it once for each text and line: loops repeat themselves."""
        del file, line
        if activity.is_own():
            return
        place = self._place_of(filename, lineno)
        text = ADDRESS.sub("", str(message))[:MAX_MESSAGE]
        if (category, text, place) in self._seen:
            return
        self._seen.add((category, text, place))
        self.write(
            "warning",
            category=category.__name__,
            package=category.__module__.partition(".")[0],
            message=text,
            source=_source(filename),
            file=place[0],
            line=place[1],
        )

    def _place_of(self, filename: str, lineno: int) -> tuple[Any, Any]:
        name = self.files.name(filename)
        if name is None:
            return self.place()
        return (name, lineno) if self.files.is_judged(name) else (None, None)


def _source(filename: str) -> str:
    """The library that the warning points at: the folder below site-packages."""
    _, found, rest = filename.replace("\\", "/").rpartition("/site-packages/")
    return rest.partition("/")[0].removesuffix(".py") if found else ""
