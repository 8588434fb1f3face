"""Records every SQL statement: its text, the program's line, and why it was sent."""

import itertools
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import ExceptionContext, ExecutionContext
from sqlalchemy.orm import ORMExecuteState, Session

from mcp_server.observe import activity
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.recorders.asked import operation
from mcp_server.observe.recorders.driver import add_shape
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.report import Report

OPTION = "sqlmodel_production_origin"
MAX_SQL = 2_000
MAX_PARAMETERS = 200


class StatementRecorder(Recorder):
    """Listens to every engine and session of the process."""

    kept = 5_000
    """Statements recorded in full; later ones are only counted."""

    def __init__(self, report: Report, files: ProgramFiles) -> None:
        super().__init__(report, files)
        self._sessions: WeakKeyDictionary[Session, int] = WeakKeyDictionary()
        self._numbers = itertools.count(1)
        self.total = 0
        """Statements of the program itself."""
        self._recorded = 0
        self.shapes: set[str] = set()
        self._seen: set[str] = set()
        self.failed = 0

    def install(self) -> None:
        """Start listening."""
        listen(Engine, "before_cursor_execute", self._statement)
        listen(Engine, "handle_error", self._error)
        listen(Session, "do_orm_execute", self._orm_execute)

    def _error(self, _context: ExceptionContext) -> None:
        self.failed += 1

    def _orm_execute(self, state: ORMExecuteState) -> None:
        """Note which session, and which relationship of which row, is behind it."""
        asked = operation.get() or ("reload" if state.is_column_load else None)
        origin: dict[str, Any] = {
            "session": self.number(state.session),
            "operation": asked,
        }
        parent = state.lazy_loaded_from if state.is_select else None
        if parent is not None and state.is_relationship_load:
            origin |= {
                "relationship": _relationship(state),
                "parent": str(parent.key[1]) if parent.key else str(id(parent)),
            }
        state.update_execution_options(**{OPTION: origin})

    def number(self, session: Session) -> int:
        """The number of a session, from 1 in order of first use."""
        if session not in self._sessions:
            self._sessions[session] = next(self._numbers)
        return self._sessions[session]

    def _statement(
        self,
        _connection: Connection,
        _cursor: object,
        sql: str,
        parameters: object,
        context: ExecutionContext | None,
        _executemany: bool,
    ) -> None:
        if sql not in self._seen:
            self._seen.add(sql)
            add_shape(self.shapes, sql)
        if activity.is_own():
            return
        self.total += activity.phase == "program"
        self._recorded += 1
        if self._recorded <= self.kept:
            origin = context.execution_options.get(OPTION, {}) if context else {}
            self._tell(sql, parameters, origin)

    def _tell(self, sql: str, parameters: object, origin: dict[str, Any]) -> None:
        program = self.files.stack()
        stack = [place for place in program if self.files.is_judged(place[0])]
        file, line = stack[0] if stack else self.endpoint()
        self.write(
            "statement",
            sql=sql[:MAX_SQL],
            parameters=repr(parameters)[:MAX_PARAMETERS],
            file=file,
            line=line,
            stack=[f"{name}:{number}" for name, number in stack],
            judged=file is not None or not program,
            **origin,
        )


def _relationship(state: ORMExecuteState) -> str | None:
    """`Team.heroes`, from the path (mapper of Team, property heroes)."""
    path = state.loader_strategy_path
    if path is None or len(path) < 2:
        return None
    # The path alternates between mappers and their properties; its type says neither.
    mapper: Any = path[-2]
    prop: Any = path[-1]
    return f"{mapper.class_.__name__}.{prop.key}"
