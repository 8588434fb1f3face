"""Specifications in the words of other tools: read where they mean one thing, noted."""

from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.reading import Reading, specification
from mcp_server.scaffold.specification.entities import Field
from mcp_server.scaffold.wording.assumed import assumptions
from tests.scaffold.readers.sent import POST, USER, field, relationship


def entity(**sent: Any) -> Reading:
    return specification({"entities": [{**POST, **sent}]})


def options(**sent: Any) -> dict[str, Any]:
    reading = specification({"entities": [POST], "options": sent})
    return reading.spec.options.model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("string", {"type": "str"}),
        ("Integer", {"type": "int"}),
        ("varchar(100)", {"type": "str", "max_length": 100}),
        ("boolean", {"type": "bool"}),
        ("timestamp", {"type": "datetime"}),
        ("timestamp with time zone", {"type": "datetime"}),
        (
            "numeric(10,3)",
            {"type": "decimal", "max_digits": 10, "decimal_places": 3},
        ),
        ("jsonb", {"type": "json"}),
        ("dict[str, Any]", {"type": "json"}),
        ("EmailStr", {"type": "email"}),
        ("UUID", {"type": "uuid"}),
        ("Optional[int]", {"type": "int", "required": False}),
        ("datetime | None", {"type": "datetime", "required": False}),
    ],
)
def test_types_of_databases_and_python_are_read(
    written: str, read: dict[str, Any]
) -> None:
    found = field(type=written).spec.entities[0].fields[0]

    assert found == Field(name="a", **read)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"nullable": True}, {"required": False}),
        ({"optional": False}, {}),
        ({"required": False, "nullable": True}, {"required": False}),
        ({"maxLength": 9}, {"max_length": 9}),
        ({"length": 9}, {"max_length": 9}),
        (
            {"type": "int", "minimum": 1, "max": 5},
            {"type": "int", "ge": 1, "le": 5},
        ),
        ({"choices": ["x", "y"]}, {"type": "enum", "values": ["x", "y"]}),
        ({"type": "bool", "default": "false"}, {"type": "bool", "default": False}),
        ({"type": "int", "default": "0"}, {"type": "int", "default": 0}),
        (
            {"type": "datetime", "default": "now()"},
            {"type": "datetime", "default": "now"},
        ),
        ({"type": "uuid", "default": "uuid4"}, {"type": "uuid", "default": "random"}),
        (
            {"type": "datetime", "server_default": "CURRENT_TIMESTAMP"},
            {"type": "datetime", "default": "now", "server_default": True},
        ),
        ({"name": "createdAt"}, {"name": "created_at"}),
    ],
)
def test_options_of_a_field_are_read(
    sent: dict[str, Any], read: dict[str, Any]
) -> None:
    assert field(**sent).spec.entities[0].fields[0] == Field(**{"name": "a", **read})


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"name": "posts"}, {"name": "Post"}),
        ({"name": "BlogPosts"}, {"name": "BlogPost"}),
        ({"name": "blog_post"}, {"name": "BlogPost"}),
        ({"name": "UserSettings"}, {"name": "UserSettings"}),
        ({"name": "Address"}, {"name": "Address"}),
        ({"name": "Posts", "plural": "posts_"}, {"name": "Posts", "plural": "posts_"}),
        ({"tablename": "blog"}, {"table": "blog"}),
        ({"primary_key": "uuid4"}, {"key": "uuid"}),
        ({"key": "title"}, {"key": ["title"]}),
        (
            {"fields": [{"name": "id", "type": "uuid"}, {"name": "title"}]},
            {"key": "uuid"},
        ),
        ({"fields": [{"name": "title", "primary_key": True}]}, {"key": ["title"]}),
        ({"fields": {"title": "string"}}, {}),
        (
            {"timestamps": True, "softDelete": True},
            {"mixins": ["soft-delete", "timestamps"]},
        ),
        ({"mixins": ["optimistic_lock"]}, {"mixins": ["version"]}),
        (
            {"unique_together": ["title"]},
            {"indexes": [{"fields": ["title"], "unique": True}]},
        ),
        ({"indexes": [["title"]]}, {"indexes": [{"fields": ["title"]}]}),
        (
            {"checks": [{"name": "a", "expression": "title <> ''"}]},
            {"checks": [{"name": "a", "condition": "title <> ''"}]},
        ),
        ({"endpoints": ["LIST", "retrieve"]}, {"endpoints": ["list", "read"]}),
        ({"endpoints": ["crud"]}, {}),
    ],
)
def test_options_of_an_entity_are_read(
    sent: dict[str, Any], read: dict[str, Any]
) -> None:
    found = entity(**sent).spec.entities[0]

    wanted = {**POST, **read}
    assert found.model_dump(exclude_defaults=True) == wanted


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"async": True}, {"mode": "async"}),
        ({"sync": False}, {"mode": "async"}),
        ({"database": "Postgres"}, {"database": "postgresql"}),
        ({"alembic": True}, {"migrations": True}),
        ({"migrations": "alembic"}, {"migrations": True}),
        ({"layout": "one-file"}, {"layout": "file"}),
        ({"pagination": "cursor"}, {"pagination": "keyset"}),
        ({"prefix": "api/v1/"}, {"prefix": "/api/v1"}),
    ],
)
def test_options_of_the_project_are_read(
    sent: dict[str, Any], read: dict[str, Any]
) -> None:
    assert options(**sent) == read


def test_the_outermost_names_are_read() -> None:
    models = {"User": USER, "posts": {"fields": {"title": "str"}}}
    relation = {"type": "one_to_many", "from": "users", "to": "posts"}
    sent = {"project_name": "Blog App", "models": models, "relations": [relation]}

    spec = specification({**sent, "mode": "async"}).spec

    assert (spec.name, spec.options.mode) == ("blog-app", "async")
    assert [one.name for one in spec.entities] == ["User", "Post"]
    assert spec.relationships[0].target == "Post"


def test_what_is_read_as_something_else_is_noted_once_for_all_places() -> None:
    fields = [{"name": f"n{number}", "type": "integer"} for number in range(6)]

    assert entity(fields=fields).assumed == [
        "`integer` is read as `int`: Post.n0, Post.n1, Post.n2, Post.n3 and 2 more."
    ]


def test_another_spelling_of_the_same_word_is_not_worth_a_note() -> None:
    reading = relationship(kind="ONE_TO_MANY", onDelete="CASCADE")

    assert reading.assumed == []


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"type": "number"}, "`float`, or `decimal` for money"),
        ({"type": "list[str]"}, "one-to-many"),
        ({"type": "foreign_key"}, "relationship"),
        ({"type": "User"}, "relationship"),
        ({"type": "Post[]"}, "relationship"),
        ({"type": "any"}, "send one of str, text"),
        ({"foreign_key": "user.id"}, "`reverse` `author` makes the column"),
        ({"gt": 0}, "send `ge` or `le`"),
        ({"min_length": 3}, "length"),
        ({"type": "password"}, "secret=true"),
    ],
)
def test_what_can_mean_several_things_is_refused_with_what_to_send(
    sent: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidSpec, match=told):
        field(**sent)


def test_a_wrong_key_is_told_in_one_sentence() -> None:
    with pytest.raises(InvalidSpec) as caught:
        entity(key="string")

    assert "literal" not in str(caught.value)
    assert str(caught.value).count("send") == 1


def test_nothing_is_said_about_the_length_of_a_list_that_has_one_row() -> None:
    spec = relationship(kind="one-to-one").spec

    assert not [line for line in assumptions(spec) if "embed" in line]


def test_options_that_are_called_otherwise_are_said_in_one_sentence() -> None:
    reading = relationship(**{"type": "one-to-many", "from": "user", "to": "posts"})

    assert reading.assumed == [
        "Options are read: `type` as `kind`, `from` as `source`, `to` as `target`."
    ]


def test_fields_that_a_mixin_adds_are_left_to_it() -> None:
    fields = [{"name": "title"}, {"name": "created_at", "type": "datetime"}]

    found = entity(fields=fields, mixins=["timestamps"]).spec.entities[0]

    assert [one.name for one in found.fields] == ["title"]


@pytest.mark.parametrize("sent", [{"spec": {"entities": [POST]}}, [POST]])
def test_what_stands_around_a_specification_does_not_matter(sent: object) -> None:
    assert specification(sent).spec.entities[0].name == "Post"
