"""One column of a primary key, as paths, foreign keys and tests need it."""

from mcp_server.results import Value


class KeyPart(Value):
    """What refers to a row needs to know of a column of its key."""

    attribute: str
    """Its name in rows, paths and bodies."""
    column: str
    """Its name in the database."""
    parameter: str
    """Its type in a path or a query."""
    annotation: str
    """Its type in a body, and of foreign keys to it."""
    limits: tuple[str, ...] = ()
    """Arguments of Field() that check a foreign key to it."""
    storage: tuple[str, ...] = ()
    """Arguments of Field() that give a foreign key its column type."""
    unknown: str
    """An expression of a value that no row has."""
    impossible: str
    """Text that is no such value, as it stands in a path."""
