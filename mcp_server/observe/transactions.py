"""The recorders of sessions, connections, and what is stored with them."""

from mcp_server.observe.asked import AskedRecorder
from mcp_server.observe.changes import Changes
from mcp_server.observe.commits import CommitRecorder
from mcp_server.observe.connections import ConnectionRecorder
from mcp_server.observe.expired import ExpiredRecorder
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.mutations import MutationRecorder
from mcp_server.observe.raw_connections import RawConnectionRecorder
from mcp_server.observe.recorder import Recorder
from mcp_server.observe.report import Report
from mcp_server.observe.sessions import SessionRecorder
from mcp_server.observe.sharing import SharingRecorder
from mcp_server.observe.slow_calls import SlowCallRecorder
from mcp_server.observe.stored import StoredRecorder
from mcp_server.observe.threads import ThreadRecorder


def recorders(report: Report, files: ProgramFiles) -> list[Recorder]:
    """One of each, in the order in which they finish."""
    connections = ConnectionRecorder(report, files)
    changes = Changes(report, files)
    sessions = SessionRecorder(connections, changes)
    threads = ThreadRecorder(report, files)
    return [
        connections,
        changes,
        sessions,
        threads,
        SharingRecorder(sessions, threads),
        CommitRecorder(connections, sessions),
        AskedRecorder(report, files),
        ExpiredRecorder(sessions),
        StoredRecorder(sessions),
        MutationRecorder(report, files),
        SlowCallRecorder(connections),
        RawConnectionRecorder(connections),
    ]
