"""What is added to a project that is there, and how objections to it read."""

from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.addition import added
from mcp_server.scaffold.spec import ProjectSpec

NOTE = {"name": "Note", "fields": [{"name": "title"}]}
TO_NOTHING = {"kind": "one-to-many", "source": "User", "target": "Pots"}


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"entities": [NOTE, {"name": "Page", "fields": 7}]}, "`entities[1] (Page)."),
        ({"entities": [7]}, "`entities[0]`"),
        ({"relationships": [TO_NOTHING]}, "relationships[0]: there is no entity"),
        ({"relationships": [TO_NOTHING | {"kind": 7}]}, "`relationships[0].kind`"),
    ],
)
def test_an_objection_counts_in_what_was_sent(
    blog: ProjectSpec, more: dict[str, Any], place: str
) -> None:
    with pytest.raises(InvalidSpec) as error:
        added(blog, more)
    assert place in str(error.value)


def test_what_is_there_is_named_where_it_is_in_the_way(blog: ProjectSpec) -> None:
    with pytest.raises(InvalidSpec, match="User"):
        added(blog, {"entities": [NOTE | {"name": "User"}]})
