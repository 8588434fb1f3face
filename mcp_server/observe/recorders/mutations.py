"""Records JSON values that are changed in place, which SQLAlchemy does not see."""

from collections import Counter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import types
from sqlalchemy.orm import InstanceState, Mapper, Session

from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.recorder import Recorder

MOST_ROWS = 1_000
"""Rows whose values are remembered."""
MAX_NAME = 100
MOST_PLACES = 200
MUTABLE = (types.JSON, types.PickleType, types.ARRAY)


class MutationRecorder(Recorder):
    """Remembers such values as they are in the database, and compares at a commit."""

    def install(self) -> None:
        """Start listening."""
        self._keys: dict[Mapper[Any], list[str]] = {}
        self._told: set[tuple[Any, ...]] = set()
        self._known: WeakKeyDictionary[InstanceState[Any], dict[str, str]]
        self._known = WeakKeyDictionary()
        listen(Mapper, "mapper_configured", self._configured)
        listen(Session, "after_flush", self._flushed)
        listen(Session, "before_commit", self._committing)

    def _configured(self, mapper: Mapper[Any], class_: type) -> None:
        keys = [
            attribute.key
            for attribute in mapper.column_attrs
            if any(_is_mutable(column.type) for column in attribute.columns)
        ]
        if keys:
            self._keys[mapper] = keys
            listen(class_, "load", self._loaded, raw=True)
            listen(class_, "refresh", self._refreshed, raw=True)

    def _loaded(self, state: InstanceState[Any], _context: object) -> None:
        self._remember(state, self._keys.get(state.mapper, ()))

    def _refreshed(
        self, state: InstanceState[Any], _context: object, names: Any
    ) -> None:
        keys = self._keys.get(state.mapper, ())
        self._remember(state, [key for key in keys if names is None or key in names])

    def _flushed(self, session: Session, _context: object) -> None:
        """A new row was written whole; of a changed one, what is known to differ."""
        if not self._keys:
            return
        for state in session._new:
            self._remember(state, self._keys.get(state.mapper, ()))
        for state in session.identity_map._modified:
            keys = self._keys.get(state.mapper, ())
            self._remember(state, [key for key in keys if key in state.committed_state])

    def _remember(self, state: InstanceState[Any], keys: Any) -> None:
        if not keys or (state not in self._known and len(self._known) >= MOST_ROWS):
            return
        known = self._known.setdefault(state, {})
        known |= {key: _text(state.dict[key]) for key in keys if key in state.dict}

    def _committing(self, session: Session) -> None:
        if not self._known or session.in_nested_transaction():
            return
        lost: Counter[tuple[str, str]] = Counter()
        for state in session.identity_map.all_states():
            known = self._known.get(state, {})
            for key in known:
                if key in state.dict and key not in state.committed_state:
                    now = _text(state.dict[key])
                    lost[state.class_.__name__, key] += now != known[key]
                    known[key] = now
        for (model, key), rows in sorted(lost.items()):
            if rows:
                self._tell(model, key, rows)

    def _tell(self, model: str, key: str, rows: int) -> None:
        file, line = self.place()
        if (model, key, file, line) in self._told or len(self._told) >= MOST_PLACES:
            return
        self._told.add((model, key, file, line))
        self.write(
            "mutation",
            model=model[:MAX_NAME],
            attribute=key[:MAX_NAME],
            rows=rows,
            file=file,
            line=line,
        )


def _is_mutable(type_: Any) -> bool:
    inner = getattr(type_, "impl_instance", type_)
    return isinstance(inner, MUTABLE)


def _text(value: Any) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - the program's objects raise anything
        return ""
