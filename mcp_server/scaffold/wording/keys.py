"""How templates write the key of a row: in paths, calls and comparisons."""

from collections.abc import Callable, Sequence

from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.specification.entities import Entity
from mcp_server.scaffold.specification.keypart import KeyPart
from mcp_server.scaffold.specification.relations import Relation
from mcp_server.scaffold.wording.filters import dashed, path


def functions(
    resources: Sequence[Resource], prefix: str
) -> dict[str, Callable[..., str]]:
    """What the templates ask of the key of any entity."""
    keys = {one.entity.name: one.key for one in resources}
    links = {one.entity.name: one.link for one in resources}

    def at(entity: Entity, row: str) -> str:
        """The end of a row's path, inside an f-string: `{row['id']}`."""
        parts = keys[entity.name]
        return "/".join(f"{{{row}['{part.attribute}']}}" for part in parts)

    def row_path(entity: Entity, row: str) -> str:
        """The path of a row, inside an f-string; a link is found by both ends."""
        return prefix + _row_path(entity, links[entity.name], at(entity, row))

    return {
        "at": at,
        "row_path": row_path,
        "key_of": lambda entity, row: _identity(keys[entity.name], row),
        "stored_key": lambda entity, row: _stored(keys[entity.name], row),
        "unknown": lambda entity: _unknown(keys[entity.name]),
        "impossible": lambda entity: "/".join(
            part.impossible for part in keys[entity.name]
        ),
    }


def _identity(key: Sequence[KeyPart], row: str) -> str:
    """What identifies a row among others: `row["id"]`."""
    return _tuple([f'{row}["{part.attribute}"]' for part in key])


def _stored(key: Sequence[KeyPart], row: str) -> str:
    """The key of a row as the session takes it: `UUID(row["id"])`."""
    made = {"UUID": "UUID({})", "dt.date": "dt.date.fromisoformat({})"}
    return _tuple(
        [
            made.get(part.parameter, "{}").format(f'{row}["{part.attribute}"]')
            for part in key
        ]
    )


def _unknown(key: Sequence[KeyPart]) -> str:
    """The end of a path to no row, as an expression."""
    parts = [part.unknown for part in key]
    if len(parts) == 1:
        return parts[0]
    inside = [part.strip('"') if '"' in part else f"{{{part}}}" for part in parts]
    written = "/".join(inside)
    return f'f"{written}"' if "{" in written else f'"{written}"'


def _row_path(entity: Entity, link: Relation | None, end: str) -> str:
    if link is None:
        return f"{path(entity)}{end}"
    source, target = end.split("/")
    return f"{path(link.source)}{source}/{dashed(link.attribute)}/{target}"


def parameters(resource: Resource) -> dict[str, str]:
    """What the endpoints of one resource are written with."""
    named = {part.attribute: part for part in resource.key}
    if not resource.entity.natural:
        named = {f"{resource.entity.snake}_id": resource.key[0]}
    return {
        "one": "".join(f"/{{{name}}}" for name in named),
        "key_parameters": ", ".join(
            f"{name}: {part.parameter}" for name, part in named.items()
        ),
        "key_argument": _tuple(list(named)),
        "row_key": _tuple([f"row.{part.attribute}" for part in resource.key]),
    }


def _tuple(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
