"""Says what the objects of a session would write, and which lines asked for it."""

from collections.abc import Iterable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import InstanceState, PassiveFlag, Session

from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.pending import Place, Write
from mcp_server.observe.recorders.recorder import Recorder


class Changes(Recorder):
    """Notes where objects are added, changed rows added again, and rows deleted."""

    def install(self) -> None:
        """Start listening."""
        self._touched: WeakKeyDictionary[InstanceState[Any], Place]
        self._touched = WeakKeyDictionary()
        listen(Session, "transient_to_pending", self._pending)
        for name in ("add", "delete"):
            replace(Session, name, self._touching)

    def _pending(self, _session: Session, instance: Any) -> None:
        self._touched[instance._sa_instance_state] = self.near()

    def _touching(self, original: Any) -> Any:
        """A changed row that is given to add() is meant to be written."""

        def touch(session: Session, instance: Any, **options: Any) -> None:
            original(session, instance, **options)
            state = instance._sa_instance_state
            if state.key is not None:
                self._touched[state] = self.near()

        return touch

    def of(self, new: Any, deleted: Any, modified: Any) -> Iterator[Write]:
        """What is in the collections of a session and not in the database."""
        for state in new:
            yield self._write("added", state)
        for state in deleted:
            yield self._write("deleted", state)
        for state in in_order(modified):
            if state not in deleted and is_changed(state):
                action = "marked" if state in self._touched else "changed"
                yield self._write(action, state)

    def touched(self, state: InstanceState[Any]) -> Place | None:
        """Where an object was given to the session."""
        return self._touched.get(state)

    def _write(self, action: str, state: InstanceState[Any]) -> Write:
        place = self.touched(state) or self.place()
        return Write(action, state.class_.__name__, *place)


def in_order(states: Iterable[InstanceState[Any]]) -> list[InstanceState[Any]]:
    """Sets have no order that is the same in every run."""
    return sorted(states, key=lambda state: (state.class_.__name__, repr(state.key)))


def is_changed(state: InstanceState[Any]) -> bool:
    """A flush would send an UPDATE: some attribute has another value than before."""
    values = state.dict
    return any(
        attribute.impl.get_history(state, values, PassiveFlag.NO_CHANGE).has_changes()
        for attribute in state.manager.attributes
        if not hasattr(attribute.impl, "get_collection")
        and hasattr(attribute.impl, "get_history")
    )
