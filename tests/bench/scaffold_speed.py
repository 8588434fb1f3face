"""How fast a project of ten entities is made, beside other generators."""

import json
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from mcp_server.tools.scaffold_models import scaffold_models
from tests.bench import machine, page, throwaway
from tests.bench.gates.projects import write

PACKAGES = ("sqlacodegen", "copier")
ROUNDS = 3
IN_PROCESS, WITH_PROOF = 0.150, 5.0
"""The aims, in seconds."""
# Who has many of what; a shipment has three parents, one of them with a parent.
SHOP = {
    "Customer": ["Address", "Invoice", "Voucher"],
    "Address": ["Shipment"],
    "Category": ["Product"],
    "Supplier": ["Product"],
    "Warehouse": ["Shipment"],
    "Invoice": ["Payment", "Shipment"],
}
ENTITIES = sorted({*SHOP, *(many for one in SHOP.values() for many in one)})
FIELDS: list[dict[str, Any]] = [
    {"name": "title", "max_length": 100, "index": True},
    {"name": "code", "max_length": 20, "unique": True},
    {"name": "amount", "type": "decimal", "ge": 0, "default": "0"},
    {"name": "status", "type": "enum", "values": ["new", "done"], "default": "new"},
    {"name": "made_at", "type": "datetime", "default": "now"},
    {"name": "remark", "type": "text", "required": False},
]
# Each prints the seconds of its rounds; imports are not among them.
OURS = """
import sys, time
from pathlib import Path
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
import jinja2
text = Path(sys.argv[1]).read_text()
for _ in range(int(sys.argv[2])):
    started = time.perf_counter()
    files = render(read_spec(text))
    print(time.perf_counter() - started)
"""
WRITE = """
import sys
from pathlib import Path
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
for name, text in render(read_spec(Path(sys.argv[1]).read_text())).items():
    path = Path(sys.argv[2], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
"""
TABLES = """
import os, sys
sys.path.insert(0, os.getcwd())
import app.models
from sqlmodel import SQLModel, create_engine
SQLModel.metadata.create_all(create_engine(sys.argv[1]))
"""
REFLECT = """
import subprocess, sys, time
from sqlacodegen.generators import SQLModelGenerator
from sqlalchemy import MetaData, create_engine
for _ in range(int(sys.argv[2])):
    started = time.perf_counter()
    engine, metadata = create_engine(sys.argv[1]), MetaData()
    metadata.reflect(engine)
    code = SQLModelGenerator(metadata, engine, []).generate()
    subprocess.run([sys.argv[3], "format", "-q", "-"], input=code, text=True,
                   check=True, stdout=subprocess.DEVNULL)
    print(time.perf_counter() - started)
"""
COPY = """
import sys, tempfile, time
from copier import run_copy
for _ in range(int(sys.argv[2])):
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        run_copy(sys.argv[1], folder, data={"name": "shop"}, quiet=True)
        print(time.perf_counter() - started)
"""
TEMPLATE = """
_subdirectory: template
_envops:
  variable_start_string: "[@"
  variable_end_string: "@]"
  block_start_string: "[@%"
  block_end_string: "%@]"
  comment_start_string: "[@#"
  comment_end_string: "#@]"
name:
  type: str
"""


def main() -> None:
    """Measure, print the tables, and write them."""
    with throwaway.environment(PACKAGES) as programs:
        tables = told(programs)
    heading = ["## How fast a project is made", "", machine.description()]
    text = "\n".join([*heading, "* again: `make bench-scaffold-speed`", "", tables])
    sys.stdout.write(f"{text}\n")
    page.write("scaffold-speed", text)


def specification() -> dict[str, Any]:
    """Ten entities of a shop with nine one-to-many and two many-to-many."""
    owned = [
        {"kind": "one-to-many", "source": one, "target": many, "embed": False}
        for one, every in SHOP.items()
        for many in every
    ]
    links = [
        {"kind": "many-to-many", "source": one, "target": other}
        for one, other in (("Product", "Invoice"), ("Invoice", "Voucher"))
    ]
    entities = [{"name": name, "fields": FIELDS} for name in ENTITIES]
    return {"name": "shop", "entities": entities, "relationships": [*owned, *links]}


def told(programs: Path | str) -> str:
    """The table, and the aims."""
    with TemporaryDirectory(prefix="speed") as name:
        folder = Path(name)
        sent = folder / "spec.json"
        sent.write_text(json.dumps(specification()))
        ours = _inside(sys.executable, OURS, str(sent), str(ROUNDS + 1))
        whole = [
            _process(sys.executable, WRITE, sent, folder / str(n)) for n in _ROUNDS
        ]
        # What other load on the machine hardly changes.
        used = OURS.replace("perf_counter", "process_time")
        busy = _inside(sys.executable, used, str(sent), str(ROUNDS + 1))
        rows = [_row("ours", ours, whole, None, None)]
        if isinstance(programs, Path):
            rows += _others(folder, programs / "python", ours, whole)
    head = ("", "first", "in process", "/ ours", "whole process", "/ ours")
    said = [page.table(head, rows), "", _aims(ours, busy)]
    return "\n".join(said if isinstance(programs, Path) else [*said, "", programs])


_ROUNDS = range(ROUNDS)


def _others(
    folder: Path, python: Path, ours: Sequence[float], whole: Sequence[float]
) -> list[list[str]]:
    """sqlacodegen reads the tables from a database; copier fills the same files in."""
    url, template = _database(folder), _template(folder)
    ruff = str(Path(sysconfig.get_path("scripts")) / "ruff")
    found = []
    for name, program, arguments in (
        ("sqlacodegen and ruff format, models only", REFLECT, (url, ruff)),
        ("copier, the same files", COPY, (template, "")),
    ):
        first, *more = arguments
        inside = _inside(python, program, first, str(ROUNDS + 1), *more)
        alone = [_process(python, program, first, "1", *more) for _ in _ROUNDS]
        found.append(_row(name, inside, alone, ours, whole))
    return found


def _database(folder: Path) -> str:
    project, url = folder / "made", f"sqlite:///{folder}/tables.db"
    write(project, render(read_spec(specification())))
    subprocess.run([sys.executable, "-c", TABLES, url], cwd=project, check=True)
    return url


def _template(folder: Path) -> str:
    files = render(read_spec(specification()))
    place = folder / "copier"
    inside = {
        f"template/{path}.jinja": text.replace("shop", "[@ name @]")
        for path, text in files.items()
    }
    write(place, {"copier.yml": TEMPLATE, **inside})
    return str(place)


def _inside(python: str | Path, program: str, *arguments: str) -> list[float]:
    """Seconds of each round in one process."""
    command = [str(python), "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return [float(line) for line in done.stdout.split()]


def _process(python: str | Path, program: str, *arguments: str | Path) -> float:
    """Seconds from start to end of a process."""
    started = time.perf_counter()
    _command = [str(python), "-c", program, *map(str, arguments)]
    subprocess.run(_command, capture_output=True, check=True)
    return time.perf_counter() - started


def _row(
    name: str,
    inside: Sequence[float],
    whole: Sequence[float],
    ours: Sequence[float] | None,
    our_whole: Sequence[float] | None,
) -> list[str]:
    later, alone = statistics.median(inside[1:]), statistics.median(whole)
    return [
        name,
        f"{inside[0] * 1000:,.0f} ms",
        f"{later * 1000:,.0f} ms",
        f"{later / statistics.median(ours[1:]):.1f}" if ours else "1",
        f"{alone * 1000:,.0f} ms",
        f"{alone / statistics.median(our_whole):.1f}" if our_whole else "1",
    ]


def _aims(ours: Sequence[float], busy: Sequence[float]) -> str:
    later, processor = statistics.median(ours[1:]), statistics.median(busy[1:])
    proof, objection = anyio.run(_proved)
    rows = [
        [
            "generated and formatted, in process: at most 150 ms",
            f"{later * 1000:,.0f} ms; {processor * 1000:,.0f} ms of the processor",
            _met(later <= IN_PROCESS),
        ],
        [
            "with the whole proof: at most 5 s",
            objection or f"{proof:.1f} s",
            _met(not objection and proof <= WITH_PROOF),
        ],
    ]
    return page.table(("aim, ten entities", "measured", "met"), rows)


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


async def _proved() -> tuple[float, str]:
    """Median seconds of the whole answer, and what its proof objects to."""
    spec, seconds, objection = read_spec(specification()), list[float](), ""
    for _ in range(3):
        started = time.perf_counter()
        answer = await scaffold_models(spec)
        seconds.append(time.perf_counter() - started)
        failed = [one.detail for one in answer.proof.checks if not one.passed]
        objection = objection or "".join(failed[:1])
    return statistics.median(seconds), objection


if __name__ == "__main__":
    main()
