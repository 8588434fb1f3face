"""Records lines that commit again and again in one session."""

from dataclasses import dataclass
from typing import Any

from mcp_server.observe import activity
from mcp_server.observe.recorders.connections import Checkout, ConnectionRecorder
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.sessions import SessionRecorder

FEWEST = 3
"""Commits of one line that are a loop."""
MOST_PLACES = 1_000


@dataclass
class _Commits:
    commits: int = 0
    rows: int = 0
    place: tuple[str | None, int | None] = (None, None)


class CommitRecorder(Recorder):
    """Counts the commits that had something to commit."""

    def __init__(
        self, connections: ConnectionRecorder, sessions: SessionRecorder
    ) -> None:
        super().__init__(connections.report, connections.files)
        self._connections, self._sessions = connections, sessions
        self._places: dict[tuple[Any, ...], _Commits] = {}

    def install(self) -> None:
        """Start listening."""
        self._connections.on_commit.append(self._committed)

    def _committed(self, checkout: Checkout) -> None:
        session = checkout.owner and checkout.owner()
        if not session or not checkout.pending.rows:
            return
        request = activity.request.get()
        # Only a loop comes by with the same stack: a function may have many callers.
        key = (
            self._sessions.life(session).number,
            request and request.number,
            *self.files.stack(),
        )
        if key in self._places or len(self._places) < MOST_PLACES:
            seen = self._places.setdefault(key, _Commits(place=self.place()))
            seen.commits += 1
            seen.rows += checkout.pending.rows

    def finish(self) -> None:
        """Tell of the loops."""
        for seen in self._places.values():
            if seen.commits >= FEWEST and seen.place[0]:
                file, line = seen.place
                self.write(
                    "commits",
                    commits=seen.commits,
                    rows=seen.rows,
                    file=file,
                    line=line,
                )
