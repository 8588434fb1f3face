"""Whatever is sent as a specification is read or refused, and never changed."""

from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.reading import specification
from mcp_server.scaffold.readers.words.understanding import understood

WORDS = [
    *("name", "type", "fields", "id", "entities", "relations", "kind", "Posts", "key"),
    *("primary_key", "indexes", "checks", "mixins", "endpoints", "options", "async"),
    *("unique_together", "source", "many-to-one", "through", "default", "nullable"),
]


OTHER_WORDS: dict[str, Any] = {
    "project_name": "A b",
    "models": [
        {
            "name": "posts",
            "key": ["aB"],
            "columns": [
                {"name": "id", "type": "uuid", "primary_key": True},
                {
                    "name": "aB",
                    "type": "varchar(3)",
                    "nullable": True,
                    "choices": ["x"],
                },
                {"name": "at", "type": "timestamp", "server_default": "now()"},
            ],
            "unique_together": [["aB"]],
            "indexes": [["aB"], {"columns": ["at"]}],
            "checks": [{"name": "c", "sql": "aB > 1"}],
            "mixins": ["audited"],
            "timestamps": True,
            "endpoints": ["get"],
        },
    ],
    "relations": [
        {
            "type": "n:1",
            "from": "posts",
            "to": "user",
            "nullable": True,
            "through": "x_y",
            "fields": {"n": "int"},
            "ondelete": "X",
        }
    ],
    "options": {"async": True, "prefix": "x", "database": "pg"},
    "mode": "async",
}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(WORDS), inner),
)


def spoilt(sent: Any, chance: Random) -> Any:
    """The same data with some of its parts replaced by anything else."""
    if chance.random() < 0.08:
        return chance.choice([None, 1, 1.5, True, "x", [], {}, [[]], [{}], {"a": 1}])
    if isinstance(sent, dict):
        return {name: spoilt(value, chance) for name, value in sent.items()}
    return [spoilt(one, chance) for one in sent] if isinstance(sent, list) else sent


@pytest.mark.parametrize("seed", range(300))
def test_whatever_stands_in_its_places_is_read_or_refused(seed: int) -> None:
    try:
        specification(spoilt(OTHER_WORDS, Random(seed)))
    except InvalidSpec as error:
        assert str(error)


@given(ANYTHING)
@example({"relations": [{}, {}]})
def test_whatever_is_sent_is_read_or_refused(sent: object) -> None:
    try:
        specification(sent)
    except InvalidSpec as error:
        assert str(error)


@given(ANYTHING)
def test_what_is_sent_stays_as_it_is(sent: object) -> None:
    before = repr(sent)

    understood(sent)

    assert repr(sent) == before
