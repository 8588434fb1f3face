"""Specifications by seed: every type, option and relationship, awkward names."""

import random
from collections.abc import Iterator
from typing import Any

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from mcp_server.scaffold.specification.names import snake_case

AWKWARD_ENTITIES = """
User Order Session Category BlogPost HTTPServer FAQ Person Sheep News Box Status
Test TestCase Group Select Table Column Index2 X Z9 Query Response Path Event
Averylongnameofthirtylettersxx Anothernameofthirtylettersyyyy OAuth2Token
"""
AWKWARD_FIELDS = """
name title date datetime type order group select from_ to_date uuid decimal text
json_data value values key index number count items body limit offset session
a_very_long_name_of_30_letters another_name_of_thirty_letters x y2 status e_mail
"""
ENTITIES, FIELDS = AWKWARD_ENTITIES.split(), AWKWARD_FIELDS.split()
TEXTS = [
    "",
    "Short.",
    "It's \"quoted\" and 'quoted' \\ with a backslash \\n",
    "Über große Straßen, 日本語の説明文です。漢字仮名交じり文 😀 and (brackets, [too",
    "One that goes on and on, " * 6 + "so that no line is long enough (to be sure)",
    "https://example.com/" + "x" * 120,
]
KINDS: dict[str, dict[str, list[Any]]] = {
    "str": {"max_length": [1, 3, 80, 500], "default": ["", 'a "b"', "it's \\"]},
    "text": {"max_length": [10, 20_000], "default": ["", "日本語" * 30]},
    "int": {"ge": [-5, 0, 1, 100], "le": [200, 2**31 - 1], "default": [150, 199]},
    "float": {"ge": [-1.5, 0], "le": [1e12, 9.25], "default": [0.1, 1e-7, 3]},
    "decimal": {"ge": [0, 0.5], "le": [99.5, 1000], "default": ["9.99", "1", 2.5]},
    "bool": {"default": [True, False]},
    "date": {"default": ["today", "2026-01-31"]},
    "datetime": {"default": ["now", "2026-01-31T12:00:00+02:00"]},
    "uuid": {"default": ["random", "6f1c9a0e-5a43-4a39-8f0b-2d6f3a0c7b11"]},
    "enum": {
        "values": [
            ["draft", "in-progress", "Done!"],
            ["1", "2xl", "日本", "€", "x" * 32, "it's"],
        ]
    },
    "json": {
        "default": [{}, {"a": [1, 2.5, None, True]}, {"k" * 30: {"l" * 30: "m" * 30}}]
    },
    "email": {"default": ["a@example.com"]},
    "bigint": {"ge": [-5, 0, 10**12], "le": [10**15], "default": [10**13]},
    "time": {"default": ["12:30:00", "00:00:00.5"]},
    "timedelta": {"default": ["P1DT2H30M", "PT0.5S"]},
    "bytes": {"max_length": [1, 2, 4000], "default": ["/w==", "", "Iic="]},
}
# Conditions over one field, by its type; `{}` is the field.
CONDITIONS = {
    "str": ["length({}) > 0", "{} <> 'no: \"way\" 100%'", "{} = lower({})"],
    "text": ["coalesce({}, 'x') NOT IN ('a', 'it''s')", "{} LIKE '%a%'"],
    "int": ["{} >= 0", "{} BETWEEN 101 AND 190 OR {} < 50", "{} * 2 + 1 > 3"],
    "bigint": ["{} <> 7", "{} > 12"],
    "decimal": ["{} >= 0.75", "{} * 2 > 2"],
    "float": ["{} > -1.25", "NOT ({} = 3)"],
    "bool": ["{} OR NOT {}", "{} = true"],
    "date": ["{} > '2000-01-01'", "{} IS NOT NULL"],
    "time": ["{} < '23:00'"],
    "datetime": ["{} IS NOT NULL"],
    "json": ["{} IS NOT NULL"],
}
LINK_MIXINS = ["timestamps", "audit"]
MIXINS = ["timestamps", "soft-delete", "version", "audit"]
ENDPOINTS = ["list", "create", "read", "update", "delete"]
PAIRS = ["{} < {}", "{} <> {}", "{} >= {} OR {} IS NULL"]

KINDS_OF_RELATION = ["one-to-many", "one-to-many", "one-to-one", "many-to-many"]


def random_field(chance: random.Random, name: str) -> dict[str, Any]:
    kind = chance.choice(list(KINDS))
    options = KINDS[kind]
    picked = {
        option: chance.choice(values)
        for option, values in options.items()
        if option == "values" or chance.random() < 0.4
    }
    picked |= {
        option: True
        for option in ("unique", "index")
        if kind in ("str", "int", "bigint", "date", "uuid") and chance.random() < 0.2
    }
    picked |= {
        option: True
        for option in ("secret", "read_only", "server_default")
        if chance.random() < 0.15
    }
    if chance.random() < 0.2:
        picked["column"] = chance.choice([name.title(), f"the {name}", f"{name}-1"])
    return picked | {
        "name": name,
        "type": kind,
        "required": chance.random() < 0.6,
        "description": chance.choice(TEXTS),
    }


def random_relationship(chance: random.Random, names: list[str]) -> dict[str, Any]:
    kind = chance.choice(KINDS_OF_RELATION)
    connected = {
        "kind": kind,
        "source": chance.choice(names),
        "target": chance.choice(names),
        "name": chance.choice([None, f"its_{chance.choice(FIELDS)}"]),
        "reverse": chance.choice([None, f"of_{chance.choice(FIELDS)[:25]}"]),
        "required": chance.random() < 0.5,
        "on_delete": chance.choice([None, "cascade", "restrict", "set-null"]),
        "embed": chance.choice([None, True, False]),
    }
    if kind != "many-to-many":
        column = chance.choice([None, None, f"{chance.choice(FIELDS)}Fk"])
        return connected | {"column": column}
    through = chance.choice([None, f"{chance.choice(ENTITIES)[:20]}Link"])
    names = chance.sample(FIELDS, chance.randint(0, 3)) if through else []
    fields = [random_field(chance, field) for field in names]
    # A field that contradicts itself would refuse nearly every link.
    fields = [one for one in fields if fits([{"name": "Room", "fields": [one]}], [])]
    apart = random.Random(f"link {through} {names}")
    mixins = [one for one in LINK_MIXINS if fields and apart.random() < 0.25]
    return connected | {"through": through, "fields": fields, "mixins": mixins}


def random_entity(chance: random.Random, name: str) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "name": name,
        "key": chance.choice(["integer", "bigint", "uuid", "uuid7"]),
        "description": chance.choice(TEXTS),
    }
    if chance.random() < 0.2:
        entity["table"] = chance.choice([f"T {name}", name, f"{name.lower()}#1"])
    if chance.random() < 0.2:
        entity["key_column"] = chance.choice(["ID", f"{name} No"])
    names = chance.sample(FIELDS, chance.randint(1, 8))
    fields = [random_field(chance, field) for field in names]
    entity |= random_behaviour(random.Random(f"behaviour {names}"))
    fitting = [one for one in fields if fits([entity | {"fields": [one]}], [])]
    return entity | {"fields": fitting or [{"name": "name"}]}


def random_behaviour(chance: random.Random) -> dict[str, Any]:
    """Mixins, endpoints and pagination; most entities have every endpoint."""
    mixins = [one for one in MIXINS if chance.random() < 0.25]
    few = chance.random() < 0.25 and not {"version", "soft-delete"} & {*mixins}
    some = chance.sample(ENDPOINTS, chance.randint(1, 4))
    return {
        "mixins": mixins,
        "endpoints": some if few else list(ENDPOINTS),
        "pagination": chance.choice([None, "offset", "keyset"]),
    }


def with_extras(
    chance: random.Random,
    entities: list[dict[str, Any]],
    relationships: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Natural keys, indexes and checks, where they fit."""
    for number, entity in enumerate(entities):
        parents = [
            one["reverse"] or snake_case(one["source"])
            for one in relationships
            if one["target"] == entity["name"] and one["kind"] == "one-to-many"
        ]
        names = [field["name"] for field in entity["fields"]] + parents
        for change in random_extras(chance, entity, names):
            more = [*entities[:number], entity | change, *entities[number + 1 :]]
            if fits(more, relationships):
                entities, entity = more, entity | change
    return entities


def random_extras(
    chance: random.Random, entity: dict[str, Any], names: list[str]
) -> Iterator[dict[str, Any]]:
    for size in (1, 2, 3, 2, 3, 2):
        key = chance.sample(names, min(size, len(names)))
        if chance.random() < 0.7:
            yield {"key": key, "key_column": None}
    indexes: list[dict[str, Any]] = []
    for unique in (True, False):
        fields = chance.sample(names, min(2, len(names)))
        indexes = [*indexes, {"fields": fields, "unique": unique}]
        yield {"indexes": indexes}
        yield {"indexes": indexes[-1:]}
    checks: list[dict[str, Any]] = []
    for field in entity["fields"]:
        same = [one for one in entity["fields"] if one.get("type") == field.get("type")]
        name, other = f'"{field["name"]}"', f'"{same[-1]["name"]}"'
        known = CONDITIONS.get(field.get("type", "str"), [])
        if known:
            condition = chance.choice(known)
            check = {
                "name": f"c{len(checks)}",
                "condition": condition.format(*[name] * 2),
            }
            checks = [*checks, check]
            yield {"checks": checks}
        if name != other:
            condition = chance.choice(PAIRS).format(name, other, other)
            yield {"checks": [*checks, {"name": "pair", "condition": condition}]}


def random_spec(seed: int, most_entities: int = 7) -> ProjectSpec:
    """A specification without the contradictions that the dice come up with."""
    chance = random.Random(seed)
    names = chance.sample(ENTITIES, chance.randint(1, most_entities))
    entities = [random_entity(chance, name) for name in names]
    relationships: list[dict[str, Any]] = []
    for _ in range(chance.choice([0, 3, 8, 8, 25])):
        more = [*relationships, random_relationship(chance, names)]
        relationships = more if fits(entities, more) else relationships
    entities = with_extras(chance, entities, relationships)
    return read_spec(
        {
            "name": f"random-{seed}",
            "description": chance.choice(TEXTS),
            "entities": entities,
            "relationships": relationships,
            "options": random_options(random.Random(f"options {seed}")),
        }
    )


def random_options(chance: random.Random) -> dict[str, Any]:
    """How the project is written; every seed has its own."""
    return {
        "mode": chance.choice(["sync", "async"]),
        "layout": chance.choice(["package", "file"]),
        "database": chance.choice(["sqlite", "postgresql"]),
        "migrations": chance.random() < 0.5,
        "prefix": chance.choice(["", "/api", "/api/v1"]),
    }


def fits(entities: list[dict[str, Any]], relationships: list[dict[str, Any]]) -> bool:
    try:
        read_spec({"entities": entities, "relationships": relationships})
    except InvalidSpec:
        return False
    return True


def smallest_specs() -> Iterator[ProjectSpec]:
    """One field each, so that everything that other types need is left out."""
    for kind, options in KINDS.items():
        for key in ("integer", "bigint", "uuid", "uuid7"):
            field = {
                "name": "x",
                "type": kind,
                "values": options.get("values", [[]])[0],
            }
            room = {"name": "Room", "key": key, "fields": [field]}
            yield read_spec({"entities": [room]})
