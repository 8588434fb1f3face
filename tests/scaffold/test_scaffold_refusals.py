"""Endpoints and mixins that do not suit an entity are refused, with what to send."""

from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.spec import read_spec

HIDDEN = ["soft-delete"]


def entity(name: str = "Room", **options: Any) -> dict[str, Any]:
    return {"name": name, "fields": [{"name": "label"}], **options}


def refusal(entities: list[dict[str, Any]], *relationships: dict[str, Any]) -> str:
    with pytest.raises(InvalidSpec) as caught:
        read_spec({"entities": entities, "relationships": list(relationships)})
    return str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"endpoints": []}, "`endpoints` is empty; send at least one"),
        ({"endpoints": ["list", "list"]}, "`endpoints` names something twice"),
        ({"mixins": ["audit", "audit"]}, "`mixins` names something twice"),
        (
            {"mixins": ["version"], "endpoints": ["list", "read"]},
            "`version` guards updates; send the endpoint `update`",
        ),
        (
            {"mixins": HIDDEN, "endpoints": ["list", "create"]},
            "`soft-delete` is what the endpoint `delete` does",
        ),
        (
            {"mixins": HIDDEN, "key": ["label"]},
            "a hidden row would keep its natural key for ever; send a generated key",
        ),
        (
            {"mixins": ["timestamps"], "fields": [{"name": "created_at"}]},
            "a mixin adds `created_at`; leave the field out, or the mixin",
        ),
        (
            {"mixins": ["audit"], "fields": [{"name": "by", "column": "updated_by"}]},
            "a mixin adds `updated_by`",
        ),
    ],
)
def test_what_does_not_suit_an_entity_is_refused(
    options: dict[str, Any], said: str
) -> None:
    found = refusal([entity(**options)])

    assert found.startswith("Entity `Room`: ")
    assert said in found


def test_two_modules_of_tests_cannot_have_one_name() -> None:
    found = refusal([entity(), entity("List", plural="rooms_lists")])

    assert "The tests of `rooms` are in a module of the plural `rooms_lists`" in found


def test_rows_that_stay_cannot_be_deleted_with_a_row_that_is_hidden() -> None:
    beds = {"kind": "one-to-many", "source": "Room", "target": "Bed"}
    entities = [entity(mixins=HIDDEN), entity("Bed")]

    found = refusal(entities, beds | {"on_delete": "cascade"})

    assert found.startswith("Relationship Room to Bed: Room is only hidden")
    assert "send the mixin `soft-delete` for Bed too, or on_delete=restrict" in found
    for fine in ([entity(mixins=HIDDEN), entity("Bed", mixins=HIDDEN)], entities):
        on_delete = "restrict" if fine == entities else "cascade"
        read_spec(
            {"entities": fine, "relationships": [beds | {"on_delete": on_delete}]}
        )


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ("Room", "send no `soft-delete` for Room, or Stay as an entity of its own"),
        ("Guest", "send on_delete=restrict, or no `soft-delete` for Guest, or Stay as"),
    ],
)
def test_a_link_with_data_is_refused_where_one_end_is_hidden(
    hidden: str, said: str
) -> None:
    stays: dict[str, Any] = {
        "kind": "many-to-many",
        "source": "Room",
        "target": "Guest",
    }
    stays |= {"through": "Stay", "fields": [{"name": "nights"}]}
    entities = [
        entity(name, mixins=HIDDEN if name == hidden else [])
        for name in ("Room", "Guest")
    ]

    found = refusal(entities, stays)

    assert found.startswith(f"Relationship Room to Guest: {hidden} is only hidden")
    assert said in found


def test_what_the_refusals_of_a_hidden_end_propose_is_accepted() -> None:
    ends = [entity(name, mixins=HIDDEN) for name in ("Room", "Guest")]
    stay = entity("Stay", mixins=HIDDEN)
    from_each = [
        {"kind": "one-to-many", "source": name, "target": "Stay"}
        for name in ("Room", "Guest")
    ]
    cascading = [one | {"on_delete": "cascade"} for one in from_each]
    read_spec({"entities": [*ends, stay], "relationships": cascading})

    stays: dict[str, Any] = {
        "kind": "many-to-many",
        "source": "Room",
        "target": "Guest",
    }
    stays |= {"through": "Stay", "fields": [{"name": "nights"}]}
    kept = stays | {"on_delete": "restrict"}
    entities = [entity(), entity("Guest", mixins=HIDDEN)]
    read_spec({"entities": entities, "relationships": [kept]})
