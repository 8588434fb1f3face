"""Relationships in other words: at both ends, among the fields, as links."""

from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.reading import specification
from mcp_server.scaffold.wording.assumed import assumptions
from tests.scaffold.readers.sent import POST, USER, relationship

AUTHOR = {"kind": "one-to-many", "source": "User", "target": "Post"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"kind": "ONE_TO_MANY"}, {}),
        ({"kind": "hasMany"}, {}),
        ({"kind": "1:1"}, {"kind": "one-to-one"}),
        ({"kind": "m2m"}, {"kind": "many-to-many"}),
        ({"type": "one-to-many", "from": "user", "to": "posts"}, {}),
        (
            {
                "kind": "many_to_one",
                "source": "Post",
                "target": "Users",
                "name": "author",
                "back_populates": "texts",
            },
            {"name": "texts", "reverse": "author"},
        ),
        (
            {"ondelete": "SET NULL", "nullable": True},
            {"on_delete": "set-null", "required": False},
        ),
        (
            {"kind": "n:m", "link_model": "user_post"},
            {"kind": "many-to-many", "through": "UserPost"},
        ),
    ],
)
def test_relationships_are_read(sent: dict[str, Any], read: dict[str, Any]) -> None:
    found = relationship(**sent).spec.relationships[0]

    wanted = {"kind": "one-to-many", "source": "User", "target": "Post", **read}
    assert found.model_dump(exclude_defaults=True) == wanted


def test_another_field_in_the_place_of_a_foreign_key_is_to_be_left_out() -> None:
    fields = [{"name": "title"}, {"name": "user_id", "type": "date"}]
    sent = {
        "entities": [USER, {"name": "Post", "fields": fields}],
        "relationships": [{"kind": "one-to-many", "source": "User", "target": "Post"}],
    }

    with pytest.raises(InvalidSpec, match="leave the field out"):
        specification(sent)


def test_a_field_that_only_looks_like_a_foreign_key_is_named() -> None:
    fields = [{"name": "title"}, {"name": "user_id", "type": "int"}]
    spec = specification({"entities": [USER, {"name": "Post", "fields": fields}]}).spec

    said = "Post.user_id is no foreign key: send a relationship from User."
    assert said in assumptions(spec)


def test_links_with_data_that_are_lost_with_their_target_are_named() -> None:
    sent = {"kind": "many-to-many", "through": "Line", "fields": {"count": "int"}}

    said = "Deleting Post deletes its Line rows (send on_delete=restrict to refuse)."
    assert said in assumptions(relationship(**sent).spec)
    assert said not in assumptions(relationship(**sent, on_delete="restrict").spec)


@pytest.mark.parametrize(
    ("field", "sent", "read"),
    [
        (
            {"name": "author_id", "foreign_key": "users.id"},
            [],
            [{**AUTHOR, "reverse": "author"}],
        ),
        (
            {
                "name": "author_id",
                "type": "int",
                "references": "User",
                "nullable": True,
            },
            [AUTHOR],
            [{**AUTHOR, "reverse": "author", "required": False}],
        ),
        (
            {"name": "user_id", "type": "int", "required": False},
            [AUTHOR],
            [{**AUTHOR, "required": False}],
        ),
        (
            {"name": "user_id", "foreign_key": "user.id", "unique": True},
            [],
            [{**AUTHOR, "kind": "one-to-one", "reverse": "user"}],
        ),
    ],
)
def test_a_foreign_key_among_the_fields_is_a_relationship(
    field: dict[str, Any], sent: list[Any], read: list[Any]
) -> None:
    post = {"name": "Post", "fields": [{"name": "title"}, field]}
    post["indexes"] = [[field["name"], "title"]]
    found = specification({"entities": [USER, post], "relationships": sent}).spec

    assert [one.name for one in found.entities[1].fields] == ["title"]
    dumped = [one.model_dump(exclude_defaults=True) for one in found.relationships]
    assert dumped == read
    assert found.entities[1].indexes[0].fields[1] == "title"


@pytest.mark.parametrize(
    ("of_user", "of_post"),
    [
        (
            {"name": "texts", "kind": "one-to-many", "back_populates": "author"},
            {"name": "author", "kind": "many-to-one", "back_populates": "texts"},
        ),
        (
            {"name": "texts", "kind": "one-to-many", "reverse": "author"},
            {"name": "author", "kind": "many-to-one"},
        ),
    ],
)
def test_both_ends_of_a_relationship_may_tell_of_it(
    of_user: dict[str, Any], of_post: dict[str, Any]
) -> None:
    user = {**USER, "relationships": [{**of_user, "target": "Post"}]}
    post = {**POST, "relations": [{**of_post, "target": "User"}]}
    found = specification({"entities": [user, post]}).spec.relationships

    read = {**AUTHOR, "name": "texts", "reverse": "author"}
    assert [one.model_dump(exclude_defaults=True) for one in found] == [read]


def test_two_relationships_of_the_same_entities_stay_two() -> None:
    second = {**AUTHOR, "name": "reviews", "reverse": "reviewer"}
    sent = {"entities": [USER, POST], "relationships": [AUTHOR, second]}

    assert len(specification(sent).spec.relationships) == 2


def test_an_entity_that_only_connects_is_the_link_of_a_many_to_many() -> None:
    link = {"kind": "many-to-many", "source": "User", "target": "Post"}
    for written in ([], [{"name": "id"}]):
        sent = {
            "entities": [USER, POST, {"name": "Vote", "fields": written}],
            "relationships": [{**link, "through": "Vote"}],
        }

        assert [one.name for one in specification(sent).spec.entities] == [
            "User",
            "Post",
        ]


def test_an_entity_that_refers_to_itself_need_not_say_that_it_is_optional() -> None:
    for kind in ("one-to-many", "self-referential"):
        sent = {"kind": kind, "source": "Post", "target": "Post"}
        found = specification({"entities": [POST], "relationships": [sent]})

        assert not found.spec.relationships[0].required
