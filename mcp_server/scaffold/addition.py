"""One more entity or relationship for a project that is there."""

import re
from collections.abc import Mapping
from typing import Any

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.spec import ProjectSpec, plain, read_spec

PARTS = {"entities", "relationships"}
PLACE = re.compile(r"\b(entities|relationships)\[(\d+)\]")


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
    before = {part: len(getattr(spec, part)) for part in PARTS}
    try:
        return read_spec(data)
    except InvalidSpec as error:
        raise InvalidSpec(_as_sent(str(error), before)) from None


def _as_sent(objection: str, before: Mapping[str, int]) -> str:
    """An objection with the positions that things have in what was sent."""

    def counted(place: re.Match[str]) -> str:
        part, position = place[1], int(place[2])
        # What is there already stays where it is: it can be in the way of a new one.
        here = position - before[part]
        return f"{part}[{here}]" if here >= 0 else place[0]

    return PLACE.sub(counted, objection)
