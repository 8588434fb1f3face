"""Generated projects are typed as strictly as this one."""

from pathlib import Path
from typing import Any

import pytest
from mcp_server.scaffold.readers.reading import read
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec
from tests.scaffold.typed import assert_typed

# Columns of other names than their fields, a link with data, a row of its own table.
TRADING = """
CREATE TABLE [Employees] ([EmployeeID] INTEGER PRIMARY KEY, [LastName] TEXT NOT NULL,
    [ReportsTo] INTEGER REFERENCES [Employees] ([EmployeeID]));
CREATE TABLE [Orders] ([OrderID] INTEGER PRIMARY KEY, [Code] VARCHAR(9) UNIQUE,
    [EmployeeID] INTEGER NOT NULL REFERENCES [Employees] ([EmployeeID]));
CREATE TABLE [Products] ([SKU] VARCHAR(9) PRIMARY KEY, [ProductName] TEXT NOT NULL,
    [Data] JSON NOT NULL DEFAULT '{}');
CREATE TABLE [Order Details] ([OrderID] INTEGER NOT NULL, [SKU] VARCHAR(9) NOT NULL,
    [Quantity] INTEGER NOT NULL DEFAULT 1 CHECK ([Quantity] > 0),
    PRIMARY KEY ([OrderID], [SKU]),
    FOREIGN KEY ([OrderID]) REFERENCES [Orders] ([OrderID]),
    FOREIGN KEY ([SKU]) REFERENCES [Products] ([SKU]));
"""
# Filters of two types whose lines are too wide.
LONG = [f"Averylongnameofthirtyletters{end}" for end in "xyz"]
WIDE: dict[str, Any] = {
    "entities": [
        {"name": name, "key": key, "fields": [{"name": "title"}]}
        for name, key in zip(LONG, ("integer", "uuid", "integer"), strict=True)
    ],
    "relationships": [
        {"kind": "one-to-many", "source": name, "target": LONG[2]} for name in LONG[:2]
    ],
    "options": {"layout": "file"},
}


@pytest.mark.parametrize(
    "spec", [read(TRADING).spec, read_spec(WIDE)], ids=["sql", "wide"]
)
def test_a_generated_project_is_typed(tmp_path: Path, spec: ProjectSpec) -> None:
    for path, text in render(spec).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert_typed(tmp_path, tmp_path.rglob("*.py"))
