"""Specifications in the words of other tools: read where they mean one thing, noted."""

from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.reading import Reading, specification
from mcp_server.scaffold.readers.words.understanding import understood
from mcp_server.scaffold.specification.entities import Field
from mcp_server.scaffold.wording.assumed import assumptions

POST: dict[str, Any] = {"name": "Post", "fields": [{"name": "title"}]}
USER: dict[str, Any] = {"name": "User", "fields": [{"name": "email", "type": "email"}]}
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


def field(**sent: Any) -> Reading:
    return specification({"entities": [{**POST, "fields": [{"name": "a", **sent}]}]})


def entity(**sent: Any) -> Reading:
    return specification({"entities": [{**POST, **sent}]})


def relationship(**sent: Any) -> Reading:
    ends = (
        {} if {"from", "source"} & set(sent) else {"source": "User", "target": "Post"}
    )
    kind = {} if "type" in sent else {"kind": "one-to-many"}
    sent = {**kind, **ends, **sent}
    return specification({"entities": [USER, POST], "relationships": [sent]})


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


def test_another_field_in_the_place_of_a_foreign_key_is_to_be_left_out() -> None:
    fields = [{"name": "title"}, {"name": "user_id", "type": "date"}]
    sent = {
        "entities": [USER, {"name": "Post", "fields": fields}],
        "relationships": [{"kind": "one-to-many", "source": "User", "target": "Post"}],
    }

    with pytest.raises(InvalidSpec, match="leave the field out"):
        specification(sent)


def test_a_wrong_key_is_told_in_one_sentence() -> None:
    with pytest.raises(InvalidSpec) as caught:
        entity(key="string")

    assert "literal" not in str(caught.value)
    assert str(caught.value).count("send") == 1


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


def test_nothing_is_said_about_the_length_of_a_list_that_has_one_row() -> None:
    spec = relationship(kind="one-to-one").spec

    assert not [line for line in assumptions(spec) if "embed" in line]


def test_options_that_are_called_otherwise_are_said_in_one_sentence() -> None:
    reading = relationship(**{"type": "one-to-many", "from": "user", "to": "posts"})

    assert reading.assumed == [
        "Options are read: `type` as `kind`, `from` as `source`, `to` as `target`."
    ]


AUTHOR = {"kind": "one-to-many", "source": "User", "target": "Post"}


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


def test_fields_that_a_mixin_adds_are_left_to_it() -> None:
    fields = [{"name": "title"}, {"name": "created_at", "type": "datetime"}]

    found = entity(fields=fields, mixins=["timestamps"]).spec.entities[0]

    assert [one.name for one in found.fields] == ["title"]


@pytest.mark.parametrize("sent", [{"spec": {"entities": [POST]}}, [POST]])
def test_what_stands_around_a_specification_does_not_matter(sent: object) -> None:
    assert specification(sent).spec.entities[0].name == "Post"
