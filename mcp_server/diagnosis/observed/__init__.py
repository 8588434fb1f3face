"""What the statements of a run show: one problem a module, named as the problem.

Each module has `find(evidence)`, which yields one finding for each place. The problem
id is the module's name with hyphens. A sighting without severity or fix takes those of
the problem's page.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Literal, Protocol

from mcp_server.results import Evidence, Severity, Value


class Sighting(Value):
    """A place where a run shows the problem."""

    file: str | None
    line: int | None
    message: str
    fix: str | None = None
    """What to do just here."""
    problem: str | None = None
    """The problem that is behind it, if it is not that of the module."""
    severity: Severity | None = None
    evidence: Literal["static", "observed", "measured"] = "observed"


class Observer(Protocol):
    """A module that recognises one problem in the evidence of a run."""

    def find(self, evidence: Evidence) -> Iterator[Sighting]:
        """Every place that shows the problem."""
        ...


@cache
def observers() -> dict[str, Observer]:
    """Problem id to the module that recognises it."""
    return {
        module.name.replace("_", "-"): importlib.import_module(
            f"{__name__}.{module.name}"
        )
        for module in pkgutil.iter_modules(__path__)
    }
