"""One more entity or relationship for a project that is there."""

from typing import Any

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.spec import ProjectSpec, plain, read_spec

PARTS = {"entities", "relationships"}


def added(spec: ProjectSpec, more: object) -> ProjectSpec:
    """The specification with more entities and relationships.

    Raises:
        InvalidSpec: they contradict what is there, or something else was sent.
    """
    sent = plain(more)
    if not isinstance(sent, dict) or not set(sent) <= PARTS or not any(sent.values()):
        raise InvalidSpec(
            "To add to a project, send `entities` or `relationships` and nothing else."
        )
    data: dict[str, Any] = spec.model_dump(mode="json", exclude_defaults=True)
    for part, items in sent.items():
        if not isinstance(items, list):
            raise InvalidSpec(f"`{part}` is no list; send a list of JSON objects.")
        data[part] = [*data.get(part, []), *items]
    return read_spec(data)
