"""Records what is done with rows that a commit has expired."""

from dataclasses import dataclass, field
from typing import Any

import fastapi.routing
from sqlalchemy.orm import ORMExecuteState, Session
from sqlmodel import SQLModel

from mcp_server.observe import activity
from mcp_server.observe.recorders import asked
from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.sessions import SessionRecorder

MOST_PLACES, MOST_ROWS = 1_000, 1_000
MAX_NAME = 100


@dataclass
class _Loads:
    """Rows that were loaded again from one line of one session."""

    model: str
    request: int | None
    rows: set[str] = field(default_factory=set)


class ExpiredRecorder(Recorder):
    """Sees implicit refreshes, and dumps of rows that have no values left."""

    def __init__(self, sessions: SessionRecorder) -> None:
        super().__init__(sessions.report, sessions.files)
        self._sessions = sessions
        self._loads: dict[tuple[Any, ...], _Loads] = {}
        self._told: set[tuple[Any, ...]] = set()

    def install(self) -> None:
        """Start listening."""
        listen(Session, "do_orm_execute", self._loaded)
        for name in ("model_dump", "model_dump_json"):
            replace(SQLModel, name, self._dumping)
        replace(fastapi.routing, "serialize_response", self._responding)

    def _loaded(self, state: ORMExecuteState) -> None:
        if not state.is_column_load or asked.operation.get() or activity.is_own():
            return
        session = state.session
        row = getattr(state.load_options, "_refresh_state", None)
        if row is None or not row.expired or session._flushing:
            return
        file, line = self.place()
        model = row.class_.__name__[:MAX_NAME]
        request = activity.request.get()
        number = request.number if request else None
        key = (self._sessions.life(session).number, file, line, model, number)
        if len(self._loads) < MOST_PLACES:
            loads = self._loads.setdefault(key, _Loads(model, number))
            if len(loads.rows) < MOST_ROWS:
                loads.rows.add(str(row.key))

    def _dumping(self, original: Any) -> Any:
        def dump(instance: SQLModel, *arguments: Any, **options: Any) -> Any:
            if _is_empty(instance):
                self._tell("dump", instance)
            return original(instance, *arguments, **options)

        return dump

    def _responding(self, original: Any) -> Any:
        """FastAPI writes a row as it is in memory if it is of the response's class."""

        async def serialize(*, response_content: Any, **options: Any) -> Any:
            one = response_content
            if isinstance(one, list | tuple) and one:
                one = one[0]
            answer = await original(response_content=response_content, **options)
            # Validation against another class has read, and so loaded, the values.
            if options.get("field") and _is_empty(one):
                self._tell("response", one)
            return answer

        return serialize

    def _tell(self, how: str, instance: SQLModel) -> None:
        file, line = self.place()
        model = type(instance).__name__[:MAX_NAME]
        if (how, file, line, model) in self._told or len(self._told) >= MOST_PLACES:
            return
        self._told.add((how, file, line, model))
        self.write("expired", how=how, model=model, rows=1, file=file, line=line)

    def finish(self) -> None:
        """Tell of the lines that loaded rows again, one by one."""
        for (_, file, line, _, _), loads in self._loads.items():
            self.report.write(
                "expired",
                phase=activity.phase,
                request=loads.request,
                how="load",
                model=loads.model,
                rows=len(loads.rows),
                file=file,
                line=line,
            )


def _is_empty(instance: Any) -> bool:
    """It is a row that was expired, and none of its columns is in memory."""
    if not isinstance(instance, SQLModel):
        return False
    state: Any = vars(instance).get("_sa_instance_state")
    if state is None or not state.expired:
        return False
    return not set(state.mapper.column_attrs.keys()) & set(state.dict)
