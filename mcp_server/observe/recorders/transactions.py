"""The recorders of sessions, connections, and what is stored with them."""

from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.recorders.actions import ActionRecorder
from mcp_server.observe.recorders.asked import AskedRecorder
from mcp_server.observe.recorders.changes import Changes
from mcp_server.observe.recorders.children import ChildrenRecorder
from mcp_server.observe.recorders.commits import CommitRecorder
from mcp_server.observe.recorders.connections import ConnectionRecorder
from mcp_server.observe.recorders.defaults import DefaultRecorder
from mcp_server.observe.recorders.expired import ExpiredRecorder
from mcp_server.observe.recorders.mutations import MutationRecorder
from mcp_server.observe.recorders.omitted import OmittedRecorder
from mcp_server.observe.recorders.raw_connections import RawConnectionRecorder
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.sessions import SessionRecorder
from mcp_server.observe.recorders.sharing import SharingRecorder
from mcp_server.observe.recorders.slow_calls import SlowCallRecorder
from mcp_server.observe.recorders.stored import StoredRecorder
from mcp_server.observe.recorders.threads import ThreadRecorder
from mcp_server.observe.report import Report


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
        ActionRecorder(report, files),
        ChildrenRecorder(sessions),
        DefaultRecorder(report, files),
        OmittedRecorder(report, files),
        SlowCallRecorder(connections),
        RawConnectionRecorder(connections),
    ]
