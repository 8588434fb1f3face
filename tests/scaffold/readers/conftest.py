"""What the tests of the readers share."""

from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.scaffold.readers.sql.script import read_sql
from mcp_server.scaffold.readers.tables.schema import Schema
from mcp_server.scaffold.readers.tables.translate import translate
from mcp_server.scaffold.specification.entities import Entity, Relationship

Data = dict[str, Any]


class Translated:
    """The data of a specification, by names."""

    def __init__(self, schema: Schema) -> None:
        data = translate(schema)
        for entity in data["entities"]:
            Entity.model_validate(entity)
        for relationship in data["relationships"]:
            Relationship.model_validate(relationship)
        self.entities: dict[str, Data] = {one["name"]: one for one in data["entities"]}
        self.relationships: list[Data] = data["relationships"]
        self.assumed = schema.assumed.lines()
        self.left_out = schema.left_out.lines()

    def field(self, entity: str, name: str) -> Data:
        fields = self.entities[entity]["fields"]
        return next(one for one in fields if one["name"] == name)

    def fields(self, entity: str) -> list[str]:
        return [one["name"] for one in self.entities[entity]["fields"]]

    def between(self, source: str, target: str) -> list[Data]:
        return [
            one
            for one in self.relationships
            if (one["source"], one["target"]) == (source, target)
        ]


@pytest.fixture(scope="session")
def translated() -> Callable[[Schema], Translated]:
    return Translated


@pytest.fixture
def sql(translated: Callable[[Any], Any]) -> Callable[..., Any]:
    """What a text of SQL becomes."""
    return lambda text, dialect=None: translated(read_sql(text, dialect))
