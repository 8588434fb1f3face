"""Gates that read the code of all projects: compile, ruff, pyright, mypy."""

import json
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.gates.projects import Project, Verdict, Verdicts, run

SCRIPTS = Path(sysconfig.get_path("scripts"))
RUFF = str(SCRIPTS / "ruff")
MYPY = [str(SCRIPTS / "mypy"), "--strict", "--no-error-summary"]
# What the proof adds is ours, and judged with the templates.
OURS = ("prove.py", "prove_endpoints.py")


def compiles(project: Project) -> Verdict:
    """Whether every module is Python."""
    for name, text in project.files.items():
        if name.endswith(".py"):
            try:
                compile(text, name, "exec")
            except SyntaxError as error:
                return Verdict(False, f"{name}:{error.lineno}: {error.msg}")
    return Verdict(True)


def ruff(projects: Sequence[Project], root: Path) -> dict[int, Verdicts]:
    """What ruff says: one call for the rules and one for the format."""
    lines = ["--no-cache", "--output-format", "concise", str(root)]
    checked = run([RUFF, "check", *lines], root).stdout.splitlines()
    formatted = run([RUFF, "format", "--check", *lines[:1], str(root)], root).stdout
    badly = [
        line.removeprefix("Would reformat: ")
        for line in formatted.splitlines()
        if line.startswith("Would reformat: ")
    ]
    rules = _by_project(projects, checked, root)
    layout = _by_project(projects, badly, root)
    return {
        one.seed: {"ruff check": rules[one.seed], "ruff format": layout[one.seed]}
        for one in projects
    }


def _by_project(
    projects: Iterable[Project], lines: Iterable[str], root: Path
) -> dict[int, Verdict]:
    """Whether a project has lines that begin with the path of one of its files."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        folder, _, rest = line.removeprefix(f"{root}/").partition("/")
        found[folder].append(rest)
    return {
        one.seed: Verdict(
            not found[one.folder.name], " | ".join(found[one.folder.name][:3])[:600]
        )
        for one in projects
    }


def pyright(
    projects: Sequence[Project], root: Path, program: Path
) -> dict[int, Verdicts]:
    """What pyright says, in one call: each project is a root of its own."""
    names = [one.folder.name for one in projects]
    settings = {
        "include": names,
        "exclude": [f"**/{name}" for name in OURS],
        "executionEnvironments": [{"root": name} for name in names],
    }
    (root / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [str(program), "--outputjson", "--pythonpath", sys.executable]
    ended = run(command, root)
    try:
        said = json.loads(ended.stdout)["generalDiagnostics"]
    except (ValueError, KeyError):
        reason = (ended.stderr or ended.stdout).strip()[-300:]
        return {one.seed: {"pyright": Verdict(None, reason)} for one in projects}
    errors = [
        f"{one['file']}:{one.get('range', {}).get('start', {}).get('line', 0) + 1}: "
        f"{' '.join(one['message'].split())} [{one.get('rule', '')}]"
        for one in said
        if one["severity"] == "error"
    ]
    verdicts = _by_project(projects, errors, root)
    return {one.seed: {"pyright": verdicts[one.seed]} for one in projects}


def mypy(project: Project, cache: Path) -> Verdict:
    """What mypy --strict says; every project has a package `app`, so one call each."""
    names = [f"^{name.replace('.', '[.]')}$" for name in OURS]
    left_out = [part for name in names for part in ("--exclude", name)]
    command = [*MYPY, f"--cache-dir={cache}", *left_out, "."]
    ended = run(command, project.folder)
    return Verdict(
        ended.returncode == 0,
        " | ".join((ended.stdout or ended.stderr).splitlines()[:3])[:600],
    )
