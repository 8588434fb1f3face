"""Alembic's autogenerate compared the database with models that nobody imported."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

VERSIONS = "alembic_version"
LISTS_TABLES = "FROM sqlite_master WHERE type='table'"
FIX = "Import the modules with the models in env.py, above target_metadata."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """The line of env.py that ran the comparison, if there was no table to compare."""
    for file, line in _comparisons(evidence):
        if not _has_models(evidence, (file, line)):
            yield Sighting(
                file=file,
                line=line,
                message="Autogenerate compared the database with a metadata that has "
                "no tables: the models were not imported.",
                fix=FIX,
            )


def _comparisons(evidence: Evidence) -> list[tuple[str | None, int | None]]:
    """Lines that asked for Alembic's table, and then for the names of all tables.

    A migration that is applied asks for the first only.
    """
    asked: set[tuple[str | None, int | None]] = set()
    found: dict[tuple[str | None, int | None], None] = {}
    for one in evidence.statements:
        place = one.file, one.line
        if VERSIONS in f"{one.sql} {one.parameters}":
            asked.add(place)
        elif place in asked and LISTS_TABLES in one.sql:
            found[place] = None
    return list(found)


def _has_models(evidence: Evidence, place: tuple[str | None, int | None]) -> bool:
    """A table of the program's own: the others were read from the database."""
    return any(
        table.name != VERSIONS and (table.file, table.line) != place
        for table in evidence.tables
    )
