"""Projects of many random specifications, with every kind of awkward name."""

import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mcp_server.scaffold.proof import proof_program
from mcp_server.scaffold.render import render
from tests.scaffold.specifications import random_spec, smallest_specs

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


def test_the_tests_of_a_random_project_pass(
    tmp_path: Path, write: Callable[..., None], run: Callable[..., Any]
) -> None:
    program = proof_program(render(random_spec(1)))
    write(tmp_path, program.files)
    ended = run(tmp_path, "-I", program.entry)
    assert ended.returncode == 0, ended.stdout
