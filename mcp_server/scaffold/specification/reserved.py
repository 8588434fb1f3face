"""Names that the databases reserve, and how SQL writes a name."""

import re

# Of SQLite and of PostgreSQL, as their dialects in SQLAlchemy 2.1 list them.
LISTED = """
add after all alter analyse analyze and any array as asc asymmetric attach
authorization autoincrement before begin between binary both by cascade case cast
check collate column commit conflict constraint create cross current_catalog
current_date current_role current_schema current_time current_timestamp current_user
database default deferrable deferred delete desc detach distinct do drop each else
end escape except exclusive exists explain fail false fetch for foreign freeze from
full glob grant group having if ignore ilike immediate in index indexed initially
inner insert instead intersect into is isnull join key leading left like limit
localtime localtimestamp match natural new not notnull null of off offset old on
only or order outer over overlaps placing plan pragma primary query raise references
reindex rename replace restrict returning right rollback row select session_user set
similar some symmetric table temp temporary then to trailing transaction trigger
true union unique update user using vacuum values variadic verbose view virtual when
where window with
"""
WORDS = frozenset(LISTED.split())


def quoted(name: str) -> str:
    """A column's name in SQL, with quotes only where they are needed."""
    plain = re.fullmatch(r"[a-z_][a-z0-9_$]*", name) and name not in WORDS
    return name if plain else f'"{name}"'
