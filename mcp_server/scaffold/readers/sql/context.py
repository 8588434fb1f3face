"""What is known while SQL is read: names, types, and tables so far."""

import re
from collections import Counter
from dataclasses import dataclass, field

from sqlglot import exp

from mcp_server.scaffold.readers.sql.statements import name_parts
from mcp_server.scaffold.readers.tables.schema import Check, Column, Schema, Table

# Schemas that names are looked up in anyway.
USUAL = {"public", "main", "dbo"}


@dataclass
class Domain:
    """A type with a condition, of CREATE DOMAIN."""

    type: str
    check: str | None
    nullable: bool
    default: str | None


@dataclass
class SqlSchema:
    """A schema while its statements are read."""

    dialect: str
    schema: Schema
    enums: dict[str, list[str]] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    partitions: dict[str, str] = field(default_factory=dict)
    """The table of each partition."""
    ignored: Counter[str] = field(default_factory=Counter)
    used: set[str] = field(default_factory=lambda: set(USUAL))
    """Schemas that names are looked up in anyway, in lower case."""

    def name(self, written: str) -> tuple[str, str]:
        """The name in the database, and as it was written."""
        text, quoted = name_parts(written)[-1]
        return self._folded(text, quoted=quoted), text

    def identifier(self, node: exp.Expr) -> str:
        """The name in the database of an identifier or column."""
        if not isinstance(node, exp.Identifier):
            node = node.find(exp.Identifier) or node
        return self._folded(node.name, quoted=bool(node.args.get("quoted")))

    def table_name(self, node: exp.Expr) -> str:
        """The table that REFERENCES names."""
        schema = node.args.get("db")
        identifier = node.this if isinstance(node.this, exp.Identifier) else node
        name = self.identifier(identifier)
        return self._qualified(name, schema.name if schema else "")

    def new_table(self, written: str) -> Table:
        """A table of a name that may have a schema in front."""
        name, spelled = self.name(written)
        parts = name_parts(written)
        schema = parts[-2][0] if len(parts) > 1 else ""
        if schema and schema.lower() not in self.used:
            self.schema.left_out.add(f"{schema}.{name}", "its schema")
        if schema and self.schema.table(name):
            name, spelled = f"{schema}_{name}", f"{schema}_{spelled}"
        return Table(name, spelled=spelled)

    def table(self, written: str) -> Table | None:
        """The table of a name; None: it was not created, or is left out."""
        parts = name_parts(written)
        if not parts:
            return None
        schema = parts[-2][0] if len(parts) > 1 else ""
        return self.schema.table(self._qualified(self.name(written)[0], schema))

    def _qualified(self, name: str, schema: str) -> str:
        """The name, with its schema only where another table has it already."""
        qualified = f"{schema}_{name}"
        return qualified if self.schema.table(qualified) else name

    def _folded(self, text: str, *, quoted: bool) -> str:
        return text if quoted or self.dialect != "postgres" else text.lower()

    def named_type(self, table: Table, column: Column) -> None:
        """Replace an enumeration or a domain by what it stands for."""
        inline = re.match(r"enum\s*\((.*)\)", column.type, re.IGNORECASE | re.DOTALL)
        if inline:
            column.values = strings(inline[1])
            return
        parts = name_parts(column.type)
        key = parts[-1][0].casefold() if parts and "(" not in column.type else ""
        if key in self.enums and "[" not in column.type:
            column.values = self.enums[key]
            told = "enumerations of the database become text with a CHECK"
            self.schema.left_out.add(f"{table.name}.{column.name}", told)
        elif key in self.domains:
            self._of_domain(table, column, self.domains[key])

    def _of_domain(self, table: Table, column: Column, domain: Domain) -> None:
        column.type, column.nullable = domain.type, domain.nullable
        column.default = domain.default
        if domain.check:
            name = f'"{column.name}"'
            text = re.sub(
                r"\bVALUE\b", lambda _: name, domain.check, flags=re.IGNORECASE
            )
            table.checks.append(Check(text))


def strings(text: str) -> list[str]:
    """The strings of a list of SQL."""
    found = re.findall(r"'((?:[^']|'')*)'", text, re.DOTALL)
    return [one.replace("''", "'") for one in found]
