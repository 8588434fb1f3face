"""Foreign keys and link tables as relationships."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mcp_server.scaffold.readers.tables import naming
from mcp_server.scaffold.readers.tables.drafts import Draft, add_field, kept_keys
from mcp_server.scaffold.readers.tables.schema import ForeignKey, Link, Schema, Table
from mcp_server.scaffold.specification import names

RULES = {
    "CASCADE": "cascade",
    "SET NULL": "set-null",
    "RESTRICT": "restrict",
    "NO ACTION": "restrict",
}
# What the rows of a table are to the one of their own that they refer to.
BELOW = {
    "parent": "children",
    "reply_to": "replies",
    "in_reply_to": "replies",
    **dict.fromkeys(("previous", "predecessor"), "successors"),
    **dict.fromkeys(("boss", "manager", "reports_to", "supervisor"), "reports"),
}


class Relationships:
    """The relationships of a schema, one after the other."""

    def __init__(
        self, schema: Schema, drafts: Sequence[Draft], links: Sequence[Table] = ()
    ) -> None:
        self.schema = schema
        self.drafts = {draft.table.name: draft for draft in drafts}
        self.pairs = Counter(
            _pair(*(self._draft(key.table) for key in kept_keys(table)))
            for table in links
        )
        """How many tables link the same two."""
        self.data: list[dict[str, Any]] = []

    def _draft(self, table: str) -> Draft:
        found = self.schema.table(table)
        assert found, f"{table} was checked before"
        return self.drafts[found.name]

    def lead_back(self) -> None:
        """Name what leads from the many sides to the one, before all lists."""
        for draft in self.drafts.values():
            for key in kept_keys(draft.table):
                self._name_reference(draft, key)

    def _name_reference(self, draft: Draft, key: ForeignKey) -> None:
        source = self._draft(key.table)
        own = draft.table.column(key.columns[0])
        column = naming.field_name((own and own.spelled) or key.columns[0])
        target = (key.targets or source.table.key or ["id"])[0]
        bare = naming.without_suffix(column, naming.field_name(target))

        def is_free(name: str) -> bool:
            return draft.is_free(name) and draft.is_free(f"{name}_id")

        wanted = [bare, source.snake, f"{bare}_{source.snake}"]
        if key.columns[0].casefold() == target.casefold():
            # Both are called alike, `isbn`: that says nothing but the table.
            wanted = [source.snake, bare, f"{bare}_{source.snake}"]
        wanted.append(f"own_{bare}")
        name = naming.free(wanted, is_free, "row", naming.LONGEST - len("_id"))
        draft.taken |= {name, f"{name}_id"}
        draft.references[key.columns[0]] = name

    def one_to_many(self) -> None:
        """Add what foreign keys say."""
        for draft in self.drafts.values():
            for key in kept_keys(draft.table):
                self.data.append(self._one_to_many(draft, key))

    def _one_to_many(self, draft: Draft, key: ForeignKey) -> dict[str, Any]:
        source, table = self._draft(key.table), draft.table
        column = table.column(key.columns[0])
        reverse = draft.references[key.columns[0]]
        single = key.columns in [*table.uniques, table.key]
        one = draft.snake if single else draft.plural
        wanted = [
            *([key.name] if key.name else []),
            *_lists(one, reverse, source, draft, several=self._several(draft, key)),
        ]
        name = naming.free(wanted, source.is_free, "rows")
        source.taken.add(name)
        data: dict[str, Any] = {
            "kind": "one-to-one" if single else "one-to-many",
            "source": source.name,
            "target": draft.name,
            "name": name,
            "reverse": reverse,
        }
        if column and column.nullable:
            data["required"] = False
        named = names.is_column(key.columns[0])
        if self.schema.physical and named and key.columns[0] != f"{reverse}_id":
            data["column"] = key.columns[0]
        rule = self._on_delete(table, key, nullable=bool(column and column.nullable))
        return data | ({"on_delete": rule} if rule else {})

    def _several(self, draft: Draft, key: ForeignKey) -> bool:
        """Whether another key leads from here to the same table."""
        tables = [self._draft(one.table).name for one in kept_keys(draft.table)]
        return tables.count(self._draft(key.table).name) > 1

    def _on_delete(
        self, table: Table, key: ForeignKey, *, nullable: bool
    ) -> str | None:
        place = f"{table.name}.{key.columns[0]}"
        if key.on_delete is None:
            return None
        rule = RULES.get(key.on_delete)
        if rule is None or (rule == "set-null" and not nullable):
            self.schema.left_out.add(place, f"ON DELETE {key.on_delete}")
            return "restrict"
        return rule

    def link_table(self, table: Table) -> None:
        """Add a many-to-many of a table that only connects two others."""
        first, second = sorted(
            kept_keys(table), key=lambda key: table.key.index(key.columns[0])
        )
        source, target = self._draft(first.table), self._draft(second.table)
        to_target, to_source = second.columns[0], first.columns[0]
        ends = _ends(table, first, second)
        data = self._many_to_many(source, target, ends, table.spelled or table.name)
        if self.schema.physical and names.is_column(table.name):
            data["table"] = table.name
        for option, column, usual in (
            ("column", to_source, f"{source.snake}_id"),
            ("target_column", to_target, f"{target.snake}_id"),
        ):
            if self.schema.physical and (column != usual or source is target):
                data[option] = column
        rule = self._on_delete(table, second, nullable=False)
        if first.on_delete not in {None, "CASCADE"}:
            said = f"ON DELETE {first.on_delete}; links go with their {source.name}"
            self.schema.left_out.add(f"{table.name}.{to_source}", said)
        self.data.append(data | ({"on_delete": rule} if rule else {}))

    def link(self, link: Link) -> None:
        """Add a many-to-many that has no table in the notation."""
        source, target = self._draft(link.source), self._draft(link.target)
        self.data.append(self._many_to_many(source, target, (link.name, None)))

    def _many_to_many(
        self,
        source: Draft,
        target: Draft,
        ends: tuple[str | None, str | None],
        table: str = "",
    ) -> dict[str, Any]:
        link = names.snake_case(naming.entity_name(table)) if table else "linked"
        # With several links between two, a plain name would say nothing.
        plain = self.pairs[_pair(source, target)] < 2
        wanted = [end for end in ends[:1] if end]
        wanted += [target.plural] * plain + [f"{link}_{target.plural}"]
        name = naming.free(wanted, source.is_free, "rows")
        source.taken.add(name)
        wanted = [end for end in ends[1:] if end]
        wanted += [source.plural] * plain + [f"{link}_{source.plural}"]
        reverse = naming.free(wanted, target.is_free, "rows")
        target.taken.add(reverse)
        return {
            "kind": "many-to-many",
            "source": source.name,
            "target": target.name,
            "name": name,
            "reverse": reverse,
        }

    def data_on_link(self, draft: Draft) -> None:
        """Put what is known of a link's own columns on its relationship."""
        table = draft.table
        kept = {key.columns[0] for key in kept_keys(table)}
        classes: set[str] = set()
        ends = {self.data[-1]["source"], self.data[-1]["target"]}
        snakes = {names.snake_case(end) for end in ends}
        draft.taken |= snakes | {f"{snake}_id" for snake in snakes}
        for column in table.columns:
            if column.name not in kept:
                add_field(self.schema, draft, column, classes)
        if draft.fields:
            self.data[-1]["through"] = draft.name


def _pair(*ends: Draft) -> frozenset[str]:
    return frozenset(end.name for end in ends)


def _ends(
    table: Table, first: ForeignKey, second: ForeignKey
) -> tuple[str | None, str | None]:
    """What the lists are called: after their columns where the tables do not tell."""
    if first.table.casefold() != second.table.casefold():
        return None, None
    names_of = [
        names.plural(naming.without_suffix(naming.field_name(key.columns[0]), "id"))
        for key in (second, first)
    ]
    return names_of[0], names_of[1]


def _lists(
    one: str, reverse: str, source: Draft, target: Draft, *, several: bool
) -> list[str]:
    """Names for a list of rows: `films`, `original_language_films`, `children`."""
    if source is target and reverse in BELOW:
        return [BELOW[reverse], f"child_{one}"]
    if source is target and reverse.startswith("parent_"):
        return [f"child_{one}"]
    role = reverse.removesuffix(f"_{source.snake}")
    if reverse == source.snake:
        return [one, f"{role}_{one}"]
    roles = [f"{role}_{one}", f"{one}_as_{role}"]
    return [*roles, one] if several else [one, *roles]
