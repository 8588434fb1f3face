"""What all recorders have in common: they write records with the place they are at."""

import sys
from types import FrameType
from typing import Any

from mcp_server.observe import activity
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.report import Report


class Recorder:
    """Listens to one kind of thing in the whole process, and tells of it.

    A recorder is installed once, before there is a program, and asked to finish after
    the program and the exercise of it.
    """

    def __init__(self, report: Report, files: ProgramFiles) -> None:
        self.report = report
        self.files = files

    def install(self) -> None:
        """Start listening."""

    def finish(self) -> None:
        """Tell what can only be known at the end."""

    def place(self) -> tuple[str | None, int | None]:
        """File and line of the innermost frame that is judged, if there is one.

        While an endpoint's answer is serialised, no frame of the program is on the
        stack: then it is the endpoint itself.
        """
        for name, line in self.files.stack():
            if self.files.is_judged(name):
                return name, line
        return self.endpoint()

    def near(self) -> tuple[str | None, int | None]:
        """As `place`, for what nobody has to await: it looks at this stack only."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            name = self.files.name(frame.f_code.co_filename)
            if name and self.files.is_judged(name):
                return name, frame.f_lineno
            frame = frame.f_back
        return self.endpoint()

    def endpoint(self) -> tuple[str | None, int | None]:
        """File and line of the endpoint of the request being answered."""
        request = activity.request.get()
        if request is None or request.endpoint is None:
            return None, None
        name = self.files.name(request.endpoint.co_filename)
        if name is None or not self.files.is_judged(name):
            return None, None
        return name, request.endpoint.co_firstlineno

    def write(self, kind: str, **fields: Any) -> None:
        """Report one record, with the phase and the request it belongs to."""
        request = activity.request.get()
        number = request.number if request else None
        self.report.write(kind, phase=activity.phase, request=number, **fields)
