"""Uses the operations as users would: create, read, change, and delete at the end."""

from typing import Any

from mcp_server.observe.exercise.asgi import Answer
from mcp_server.observe.exercise.calls import Caller
from mcp_server.observe.exercise.operations import Operation
from mcp_server.observe.exercise.stored import is_stored

CHANGED = 201
"""Number of the values that a change sends; those that are created have 101."""


def create(caller: Caller, operations: list[Operation]) -> None:
    """Send every POST once, with a plausible body."""
    for one in operations:
        if one.method == "POST":
            answer = caller.ask(one, "create")
            if answer and answer.ok:
                caller.known.learn(one.resource, answer.json())
                _expect_stored(caller, one, answer, operations)


def _expect_stored(
    caller: Caller, one: Operation, answer: Answer, operations: list[Operation]
) -> None:
    """Read what was created by the identifier that was answered."""
    reader, thing = item_reader(one, operations), answer.json()
    if not isinstance(thing, dict) or answer.statements == 0:
        return  # it claims to have stored nothing, or not in a database
    value = identifier(reader, thing) if reader else None
    if reader is not None and value is not None:
        seen = caller.ask(reader, "read", path={reader.in_path[-1].name: value})
        if seen is not None and seen.status == 404:
            _tell_unstored(caller, one, answer, f"{reader.target}: {seen.status}")
        return
    engine = caller.engine
    if engine is not None and is_stored(engine, one.resource, thing) is False:
        _tell_unstored(caller, one, answer, "the table has no such row")


def _tell_unstored(
    caller: Caller, one: Operation, answer: Answer, seen_by: str
) -> None:
    file, line = caller.place(answer)
    caller.recorder.write(
        "unstored",
        target=one.target,
        status=answer.status,
        seen_by=seen_by,
        file=file,
        line=line,
    )


def item_reader(one: Operation, operations: list[Operation]) -> Operation | None:
    """The GET for what an operation creates or changes."""
    base = one.path.rstrip("/")
    for other in operations:
        if other.method != "GET" or not other.is_item:
            continue
        above = other.path.rstrip("/").rpartition("/")[0]
        if base in (above, other.path.rstrip("/")):
            return other
    return None


def identifier(reader: Operation, thing: dict[str, Any]) -> Any:
    """The value in an answer by which the GET finds it again."""
    name = reader.in_path[-1].name
    keys = [name, name.removeprefix(f"{reader.resource}_")]
    if name.lower().endswith(("id", "pk")):
        keys.append("id")  # a slug or a name would be another thing
    for key in keys:
        if isinstance(thing.get(key), int | str):
            return thing[key]
    return None


def change(caller: Caller, operations: list[Operation]) -> None:
    """Send every PATCH with one field, every PUT with all of them."""
    for one in operations:
        if one.method == "PUT":
            caller.ask(one, "update", n=CHANGED)
        elif one.method == "PATCH":
            _patch(caller, one, item_reader(one, operations))


def _patch(caller: Caller, one: Operation, reader: Operation | None) -> None:
    body = caller.body(one, CHANGED)
    names = [name for name in body if _is_plain(caller, name)] if body else []
    if not isinstance(body, dict) or not names:
        caller.ask(one, "update", n=CHANGED)
        return
    name, before = names[0], _read(caller, reader)
    answer = caller.ask(one, f"update {name}", body={name: body[name]})
    if answer is None or not answer.ok:
        if answer is not None and answer.status == 422:
            caller.ask(one, "update", n=CHANGED)
        return
    after = _read(caller, reader) or answer.json()
    if before and isinstance(after, dict):
        _compare(caller, one, answer, name, before, after)


def _is_plain(caller: Caller, name: str) -> bool:
    return name != "id" and not name.endswith("_id")


def _read(caller: Caller, reader: Operation | None) -> dict[str, Any] | None:
    answer = caller.ask(reader, "read") if reader else None
    found = answer.json() if answer and answer.ok else None
    return found if isinstance(found, dict) else None


def _compare(
    caller: Caller,
    one: Operation,
    answer: Answer,
    name: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Tell which fields have lost their values though they were not sent."""
    properties = one.properties()
    changed = [
        key
        for key in properties
        if key != name and key in after and before.get(key) != after[key]
    ]
    nulled = [k for k in changed if after[k] is None and before.get(k) is not None]
    reset = [
        key
        for key in changed
        if isinstance(properties[key], dict)
        and after[key] is not None
        and properties[key].get("default") == after[key]
    ]
    if nulled or reset:
        file, line = caller.place(answer)
        caller.recorder.write(
            "change",
            target=one.target,
            field=name,
            nulled=nulled[:20],
            reset=reset[:20],
            file=file,
            line=line,
        )


def delete(caller: Caller, operations: list[Operation]) -> None:
    """Delete what was created, children first, then a seeded row with children."""
    deleting = [one for one in reversed(operations) if one.method == "DELETE"]
    for one in deleting:
        reader = item_reader(one, operations)
        if one.in_path and caller.known.created(one.resource) is None:
            continue  # only seeded rows are there, and those come last
        before = _read(caller, reader)
        answer = caller.ask(one, "delete")
        if answer and answer.ok and reader and before:
            seen = caller.ask(reader, "read")
            # A soft delete sends an UPDATE as well, and may leave the row visible.
            same = seen is not None and seen.ok and seen.json() == before
            if seen is not None and same and answer.statements == 1:
                _tell_unstored(caller, one, answer, f"{reader.target}: {seen.status}")
    for one in deleting:
        for parameter in one.in_path[-1:]:
            value = caller.known.first(one, parameter.name)
            if value is not None:
                caller.ask(one, "delete with children", path={parameter.name: value})
