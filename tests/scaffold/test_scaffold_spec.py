"""Reading a specification: what is accepted, and one sentence for what is not."""

import json
from collections.abc import Callable
from copy import deepcopy
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.spec import ProjectSpec, read_spec

BLOG = json.loads((Path(__file__).parents[2] / "scripts" / "blog.json").read_text())
Change = Callable[[dict[str, Any]], object]


def field(position: int, **changes: Any) -> Change:
    return lambda data: data["entities"][1]["fields"][position].update(changes)


def entity(**changes: Any) -> Change:
    return lambda data: data["entities"][0].update(changes)


def relation(position: int, **changes: Any) -> Change:
    return lambda data: data["relationships"][position].update(changes)


def more(**relationship: Any) -> Change:
    return lambda data: data["relationships"].append(relationship)


def taken_enum(data: dict[str, Any]) -> None:
    enum = {"name": "enum", "type": "enum", "values": ["a"]}
    data["entities"].append({"name": "Str", "fields": [enum]})


def hidden_end(data: dict[str, Any]) -> None:
    data["entities"][1]["mixins"] = ["soft-delete"]
    data["relationships"][1] |= {"through": "PostTag", "fields": [{"name": "why"}]}


TITLE, BODY, STATUS, PRICE, VIEWS, RATING = range(6)
BAD: list[tuple[str, Change, list[str]]] = [
    ("misspelt option", entity(filds=[]), ["(User).filds", "did you mean `fields`"]),
    (
        "unknown type",
        field(TITLE, type="string"),
        [
            "(Post).fields[0] (title).type",
            "did you mean `str`",
            "send one of str, text",
        ],
    ),
    ("missing", lambda data: data.pop("entities"), ["`entities` is missing"]),
    (
        "no entities",
        lambda data: data.update(entities=[]),
        ["`entities`", "at least 1"],
    ),
    ("long input", entity(name="x" * 500), ["name", "..."]),
    ("project name", lambda data: data.update(name="My App"), ["`name`", "My App"]),
    ("class name", entity(name="blog_user"), ["`blog_user`", "send", "`BlogUser`"]),
    ("taken class", entity(name="Field"), ["taken", "send `FieldRecord`"]),
    ("too long", entity(name="A" + "Bc" * 14), ["too long", "at most 30"]),
    ("plural", entity(plural="class"), ["`class`", "send `plural`"]),
    ("health", entity(plural="health"), ["`health`", "send `plural`"]),
    ("migrations", entity(plural="migrations"), ["`migrations`", "send `plural`"]),
    ("field name", field(TITLE, name="blogTitle"), ["blogTitle", "`blog_title`"]),
    ("key as field", field(TITLE, name="id"), ["Post.id", "leave this field out"]),
    ("reserved", field(TITLE, name="metadata"), ["reserved", "`metadata_value`"]),
    ("keyword", field(TITLE, name="class"), ["reserved", "`class_value`"]),
    ("pydantic", field(TITLE, name="model_dump"), ["Post.model_dump", "reserved"]),
    ("same field", field(TITLE, name="body"), ["two fields", "`body`"]),
    ("no values", field(STATUS, values=[]), ["Post.status", "an enum needs `values`"]),
    ("values", field(STATUS, values=["a b", "A-B"]), ["equal but for case"]),
    ("empty value", field(STATUS, values=["", "a"]), ["1 to 32 printable"]),
    ("enum default", field(STATUS, default="x"), ["send one of draft, published"]),
    ("int default", field(VIEWS, default="many"), ["'many'", "a whole number"]),
    ("true is no int", field(VIEWS, default=True), ["True", "a whole number"]),
    ("below ge", field(VIEWS, default=-1), ["Post.views", "at least 0"]),
    ("above le", field(RATING, default=5.5), ["Post.rating", "at most 5"]),
    ("digits", field(PRICE, default="1.999"), ["12 digits, 2 of them after"]),
    ("too long a default", field(TITLE, default="x" * 201), ["at most 200 characters"]),
    (
        "naive",
        field(7, default="2026-01-31T12:00:00"),
        ["`now` or a moment with a zone"],
    ),
    ("json default", field(9, default=[]), ["an object"]),
    ("deep json", field(9, default={"a": [[[[[[[[[1]]]]]]]]]}), ["at most 8 deep"]),
    ("huge json", field(9, default={"a": 10**4000}), ["an object"]),
    ("no number", field(RATING, ge=None, le=None, default=nan), ["a number such"]),
    ("huge float", field(RATING, ge=None, le=None, default=10**4000), ["a number"]),
    ("huge bound", field(VIEWS, le=10**4000), ["(views).le", "valid number"]),
    ("no bound", field(RATING, le="five"), ["(rating).le", '"five"', "number"]),
    ("endless bound", field(RATING, le=inf), ["(rating).le", "less than"]),
    (
        "control",
        field(TITLE, description="a\x1bb"),
        ["Post.title", "control characters"],
    ),
    ("control", lambda data: data.update(description="\x00"), ["control characters"]),
    ("taken enum", taken_enum, ["`StrEnum`", "rename the enum field"]),
    (
        "unique default",
        field(8, default="6f1c9a0e-5a43-4a39-8f0b-2d6f3a0c7b11"),
        ["one"],
    ),
    ("unique text", field(BODY, unique=True), ["a text cannot be `unique`"]),
    ("indexed text", field(BODY, index=True), ["a text cannot have an `index`"]),
    ("wide index", field(TITLE, max_length=2000), ["at most 675 characters"]),
    (
        "misplaced",
        field(VIEWS, max_length=5),
        ["`max_length` is for bytes, str and text"],
    ),
    ("bounds", field(VIEWS, ge=5, le=5), ["`ge` 5 is not below `le` 5"]),
    ("32 bits", field(VIEWS, le=2**31), ["whole numbers within 2147483647"]),
    ("places", field(PRICE, max_digits=2, decimal_places=3), ["`decimal_places`"]),
    ("no decimal between", field(PRICE, ge=0.001, le=0.004), ["closer than"]),
    (
        "unknown entity",
        relation(0, target="Pots"),
        ["relationships[0]", "no entity `Pots`", "did you mean `Post`", "Tag"],
    ),
    ("itself", relation(0, target="User"), ["refer to itself", "required=false"]),
    (
        "one name for both ends",
        relation(1, source="Tag", name="tags", reverse="tags"),
        ["two names", "`follows` and `followers`"],
    ),
    ("through", relation(0, through="Link"), ["only a many-to-many", "`through`"]),
    (
        "link without a class",
        relation(1, fields=[{"name": "role"}]),
        ["needs a class", "`Enrolment`"],
    ),
    (
        "class of the link",
        relation(1, through="post_tag"),
        ["`through` is no class name", "`PostTag`"],
    ),
    (
        "mixins of a link without data",
        relation(1, through="PostTag", mixins=["audit"]),
        ["only a link with data", "`fields`"],
    ),
    (
        "mixins of no link",
        relation(0, mixins=["audit"]),
        ["only a many-to-many", "`mixins`"],
    ),
    (
        "links that could not be hidden",
        hidden_end,
        ["Post is only hidden", "PostTag as an entity", "from each end"],
    ),
    ("taken link", relation(1, through="Field"), ["taken", "`FieldRecord`"]),
    (
        "link to an entity",
        relation(1, through="User", fields=[{"name": "role"}]),
        ["Two entities", "`User`"],
    ),
    (
        "field of the link",
        relation(1, through="Use", fields=[{"name": "post"}]),
        ["both ends", "another name"],
    ),
    (
        "wrong field of the link",
        relation(1, through="Use", fields=[{"name": "role", "ge": 1}]),
        ["`Use.role`", "`ge`"],
    ),
    ("column of a link", relation(1, column="a.b"), ["a.b", "no name of a column"]),
    ("column", relation(0, column="a.b"), ["'a.b'", "no name of a column"]),
    ("clash", relation(0, name="email"), ["adds `email` to User", "another `name`"]),
    ("key clash", relation(0, reverse="public"), ["`public_id`", "another `reverse`"]),
    ("keyword", relation(1, reverse="from"), ["`from`", "another `reverse`"]),
    (
        "reserved end",
        relation(0, reverse="copy"),
        ["`copy` is reserved", "`reverse` such as `copy_row`"],
    ),
    ("set-null", relation(0, on_delete="set-null"), ["set-null", "required=false"]),
    (
        "link rows",
        relation(1, on_delete="set-null"),
        ["set-null", "cascade or restrict"],
    ),
    (
        "circle",
        more(kind="one-to-many", source="Post", target="User"),
        ["circle", "required=false for one"],
    ),
    ("twice", lambda data: data["entities"].append(data["entities"][0]), ["`User`"]),
    (
        "class clash",
        lambda data: data["entities"].append(data["entities"][0] | {"name": "TagBase"}),
        ["`TagBase`", "rename"],
    ),
    (
        "table clash",
        lambda data: data["entities"].append(data["entities"][0] | {"name": "PostTag"}),
        ["`post_tags`", "another `name`"],
    ),
]


@pytest.mark.parametrize(
    ("change", "said"), [b[1:] for b in BAD], ids=[b[0] for b in BAD]
)
def test_a_contradiction_is_answered_with_one_sentence(
    change: Change, said: list[str]
) -> None:
    data = deepcopy(BLOG)
    change(data)
    with pytest.raises(InvalidSpec) as caught:
        read_spec(data)
    sentence = str(caught.value)
    assert all(part in sentence for part in said), sentence
    assert "\n" not in sentence
    assert "http" not in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 400


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", "null", "[" * 100_000, b"\xff", 5, None, [BLOG], {1: {2}}, "NaN"],
)
def test_what_is_no_json_object_is_refused(data: object) -> None:
    with pytest.raises(InvalidSpec, match="JSON"):
        read_spec(data)


def test_many_mistakes_are_cut_with_a_count() -> None:
    with pytest.raises(InvalidSpec, match=r"; and \d+ more\.$"):
        read_spec({"entities": [{}, {}, 3, "x" * 1000, {"name": 5}]})


def test_a_dict_its_json_and_the_model_read_alike() -> None:
    spec = read_spec(BLOG)
    assert read_spec(json.dumps(BLOG)) == spec
    assert read_spec(json.dumps(BLOG).encode()) == spec
    assert read_spec(spec) is spec


def test_the_schema_describes_every_field() -> None:
    schema = ProjectSpec.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        for name, described in model.get("properties", {}).items():
            assert len(described.get("description", "")) > 10, name
