"""Generated projects are typed as strictly as this one."""

from pathlib import Path

from mcp_server.scaffold.readers.reading import read
from mcp_server.scaffold.render import render
from mypy import api

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


def test_a_project_of_a_database_is_typed(tmp_path: Path) -> None:
    for path, text in render(read(TRADING).spec).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    told, errors, code = api.run(
        [
            *("--strict", "--cache-dir", str(tmp_path / ".mypy_cache")),
            *("--config-file", "", str(tmp_path / "app"), str(tmp_path / "tests")),
        ]
    )

    assert (code, errors) == (0, ""), told
