"""Projects of many random specifications, with every kind of awkward name."""

import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

from mcp_server.scaffold.proof import proof_program
from mcp_server.scaffold.render import render
from tests.bench.gates import reading, running, told
from tests.bench.gates.projects import written
from tests.scaffold.specifications import random_spec, smallest_specs

CHEAP = (3, 7, 8)
"""The seeds whose projects are executed in CI."""
RUFF = Path(sysconfig.get_path("scripts")) / "ruff"


def test_random_projects_are_clean_under_ruff(
    tmp_path: Path, write: Callable[..., None]
) -> None:
    specs = [*smallest_specs(), *map(random_spec, range(40))]
    for number, spec in enumerate(specs):
        files = proof_program(render(spec)).files
        write(tmp_path / f"project{number}", files)
        for name, text in files.items():
            if name.endswith(".py"):
                compile(text, name, "exec")
    for arguments in (["format", "--check"], ["check"]):
        command = [str(RUFF), *arguments, "--no-cache", "--quiet", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout[:3000]


def test_three_random_projects_pass_the_cheap_gates(tmp_path: Path) -> None:
    # `make bench-scaffold` asks all gates, of larger projects.
    projects = [
        written(seed, random_spec(seed, most_entities=3), tmp_path / f"p{seed}")
        for seed in CHEAP
    ]
    verdicts = reading.ruff(projects, tmp_path)
    for one in projects:
        verdicts[one.seed] |= running.proof(one)
        verdicts[one.seed]["compile"] = reading.compiles(one)

    assert list(told.failures(verdicts)) == []
    assert all(len(found) > 8 for found in verdicts.values())
