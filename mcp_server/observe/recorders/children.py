"""Records what the session does to children whose key has an ON DELETE of its own."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy.orm import InstanceState, RelationshipProperty, Session
from sqlalchemy.orm.interfaces import RelationshipDirection

from mcp_server.observe import activity
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.sessions import SessionRecorder

MAX_NAME = 160
MOST_PLACES = 100


class ChildrenRecorder(Recorder):
    """Looks, after a flush, at the loaded children of every parent it has deleted.

    A session that leaves the children to the database has not loaded them.
    """

    def __init__(self, sessions: SessionRecorder) -> None:
        super().__init__(sessions.report, sessions.files)
        self._changes = sessions.changes
        self._rows: Counter[tuple[Any, ...]] = Counter()

    def install(self) -> None:
        """Start listening."""
        listen(Session, "after_flush", self._flushed)

    def _flushed(self, session: Session, _context: object) -> None:
        if activity.is_own():
            return
        for state in list(session._deleted):
            with suppress(Exception):  # collections of the program may be anything
                self._look(session, state)

    def _look(self, session: Session, parent: InstanceState[Any]) -> None:
        for prop in parent.mapper.relationships:
            action = _action(prop)
            if action and prop.key in parent.dict:
                self._count(session, parent, prop, action)

    def _count(
        self,
        session: Session,
        parent: InstanceState[Any],
        prop: RelationshipProperty[Any],
        action: str,
    ) -> None:
        """What became of each child; one that has moved to another parent is none."""
        place = self._changes.touched(parent) or self.place()
        name = f"{parent.class_.__name__}.{prop.key}"
        keys = [prop.mapper.get_property_by_column(one).key for one in _columns(prop)]
        for child in _states(parent.dict[prop.key]):
            how = "deleted" if child in session._deleted else "nulled"
            is_nulled = all(child.dict.get(key, "") is None for key in keys)
            if how == "deleted" or is_nulled:
                passive = bool(prop.passive_deletes)
                self._rows[activity.phase, *place, name, action, how, passive] += 1

    def finish(self) -> None:
        """Tell of each relationship and line once."""
        for key, rows in self._rows.most_common(MOST_PLACES):
            phase, file, line, name, action, how, passive = key
            self.report.write(
                "children",
                phase=phase,
                file=file,
                line=line,
                relationship=name[:MAX_NAME],
                ondelete=action,
                how=how,
                passive=passive,
                rows=rows,
            )


def _action(prop: RelationshipProperty[Any]) -> str | None:
    """The ON DELETE of the foreign key of a one-to-many relationship that writes."""
    if prop.direction is not RelationshipDirection.ONETOMANY or prop.viewonly:
        return None
    actions = {
        key.ondelete.upper()
        for column in _columns(prop)
        for key in column.foreign_keys
        if key.ondelete
    }
    return min(actions, default=None)


def _columns(prop: RelationshipProperty[Any]) -> Iterable[Any]:
    """The columns of the children that refer to the parent."""
    return sorted((remote for _, remote in prop.synchronize_pairs), key=str)


def _states(value: Any) -> list[InstanceState[Any]]:
    """Of a list, a set, a dictionary, one object, or None."""
    if value is None:
        return []
    values = value.values() if isinstance(value, dict) else value
    many = values if isinstance(values, Iterable) else [values]
    return [one._sa_instance_state for one in many if one is not None]
