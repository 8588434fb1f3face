"""Missing name: the program uses a name that neither it nor a library defines."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, MissingNameRecord

MOST_NAMES = 10


def find(evidence: Evidence) -> Iterator[Sighting]:
    """One finding for all names that are missing."""
    for record in evidence.missing_names[:1]:
        yield Sighting(
            file=record.file,
            line=record.line,
            severity="error",
            message=_message(record),
            fix=_fix(record),
        )


def _message(record: MissingNameRecord) -> str:
    names = [f"`{name[:80]}`" for name in record.names]
    left_out = len(names) - MOST_NAMES
    listed = ", ".join(names[:MOST_NAMES])
    if left_out > 0:
        listed += f" and {left_out} more"
    if set(record.names) <= set(record.typing_only):
        return (
            f"{listed} is imported only under TYPE_CHECKING and used at run time: "
            "it is not defined then."
        )
    if set(record.names) <= set(record.too_early):
        return f"{listed} is used here before the code defines it."
    if len(names) == 1:
        return f"{listed} is not defined here; send its definition in `context`."
    return f"{listed} are not defined here; send their definitions in `context`."


def _fix(record: MissingNameRecord) -> str:
    if set(record.names) <= set(record.typing_only):
        return "Import it outside of `if TYPE_CHECKING:`, or quote the annotation."
    if set(record.names) <= set(record.too_early):
        return "Define it first, or send what the excerpt starts from as `context`."
    return "Define or import what is missing, or send the code that does as `context`."
