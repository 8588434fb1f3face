"""What a probe reaches without walls, it does not reach behind them."""

import itertools
import os
import platform
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from mcp_server.results import Limits
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Place, Run, Told
    from tests.sandbox.escapes.outside import Outside

HERE = Path(__file__).resolve().parent


PLACES = ("full", "full+namespaces")
BEHIND_NAMESPACES = {"files", "proc", "processes", "sockets"}
"""What namespaces hide once more; the rest they leave to the walls within."""
ON_DEMAND = Limits(cpu_seconds=4)
"""Forks a child that has the same walls as one that waits, in half the time: it has not
copied its memory ahead."""
NOT_THERE = {"full": set(), "full+namespaces": {"ENOENT", "ESRCH", "EROFS"}}
"""With namespaces, what is outside is not even there, or cannot be written at all."""


class Probe(BaseModel):
    """One table of the TOML files; `files.toml` explains the fields."""

    model_config = ConfigDict(extra="forbid")

    code: str
    refused: frozenset[str] = frozenset({"EACCES", "EPERM"})
    user: str | None = None
    absent: dict[str, str] = {}
    machine: str | None = None

    def source(self, outside: "Outside") -> str:
        """The whole program."""
        body = indent(self.code.strip(), "    ")
        return f"{outside.header()}\ndef reach():\n{body}\n\ntell(reach)\n"

    def without_walls(self) -> set[str]:
        """What it may say without walls, on this machine and as this user."""
        if self.user and os.geteuid() != 0:
            return {self.user, *self.absent}
        return {"reached", *self.absent}


def _probes() -> Iterator[object]:
    for path in sorted(HERE.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        places = PLACES if path.stem in BEHIND_NAMESPACES else PLACES[:1]
        for place, (name, table) in itertools.product(places, tables.items()):
            probe = Probe.model_validate(table)
            yield pytest.param(place, probe, id=f"{place} {path.stem}: {name}")


@pytest.mark.parametrize(
    ("place", "probe"), [*_probes()], indirect=["place"], scope="session"
)
def test_only_without_walls_it(
    probe: Probe,
    outside: "Outside",
    behind_walls: "Run",
    without_walls: "Run",
    told: "Callable[..., Told]",
    place: "Place",
) -> None:
    if probe.machine not in (None, platform.machine()):
        pytest.skip(f"this machine code is for {probe.machine}")
    source = probe.source(outside)

    seen = behind_walls(source, ON_DEMAND)

    refused = probe.refused | NOT_THERE[place.level]
    assert told(seen).why in refused, told(seen)
    assert outside.secret not in seen.stdout + seen.stderr
    assert outside.disturbed() == []
    if place.level == "full":  # once is enough: it does not depend on the place
        control = told(without_walls(source))
        assert control.why in probe.without_walls(), control
