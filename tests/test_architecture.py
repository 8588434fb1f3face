"""Imports point inwards, and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mcp_server"
VOCABULARY = {"results", "errors"}
PARTS = {"knowledge", "diagnosis", "rules", "scaffold", "sandbox"}
OUTER = {"server", "cli", "__main__"}
# Each part of the scaffolder may import those before it.
SCAFFOLD = [
    *("python", "specification", "values", "constraints", "consistency"),
    *("spec", "plan", "wording", "cases", "context", "revision", "render"),
    *("naming", "proof", "addition", "shortened", "folder", "readers"),
]
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
MODULES = sorted(PACKAGE.rglob("*.py"))


def _may_import(part: str) -> set[str]:
    """What a first-level module or package of ours may import of ours."""
    if part in VOCABULARY:
        return {"errors"} - {part}
    if part == "tools":
        return PARTS | VOCABULARY
    if part == "__main__":
        return {"cli"}
    if part == "cli":
        # The user's decisions about the sandbox are no tool: a model has no say. The
        # linter reads trees, writes files and keeps a cache: no tool for a model.
        return {"tools", "server", "sandbox", "rules"} | VOCABULARY
    if part == "sandbox":
        # The zygote is where the sandbox ends and the observers begin.
        return {"observe"} | VOCABULARY
    if part == "server":
        # Pages are resources of the server: they pass through no tool.
        return {"tools", "knowledge"} | VOCABULARY
    if part == "observe":
        return set()
    return set(VOCABULARY)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield module
            if module == "mcp_server":
                yield from (f"mcp_server.{alias.name}" for alias in node.names)


def _own(path: Path) -> set[str]:
    names = (name.split(".") for name in _imports(path))
    found = {name[1] for name in names if name[0] == "mcp_server" and len(name) > 1}
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_inwards(path: Path) -> None:
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    assert _own(path) - {part} <= _may_import(part)


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if "scaffold" in path.parts and path.parent != PACKAGE],
    ids=str,
)
def test_parts_of_the_scaffolder_build_on_one_another(path: Path) -> None:
    part = path.relative_to(PACKAGE / "scaffold").parts[0].removesuffix(".py")
    named = [name.split(".") for name in _imports(path) if ".scaffold." in name]
    found = {name[2] for name in named} - {part}

    assert not found or found <= {*SCAFFOLD[: SCAFFOLD.index(part)]}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, functions)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
        # The parameters of a tool or command, with their descriptions, are its page.
        and (node.end_lineno or 0) - node.body[0].lineno >= LONGEST_FUNCTION
    ]

    assert not long
    assert len(text.splitlines()) <= LONGEST_MODULE


def test_every_first_level_name_is_one_that_the_design_knows() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith("_")}

    assert found - {"py"} <= VOCABULARY | PARTS | OUTER | {"tools", "observe"}


def test_the_server_starts_without_what_only_the_child_process_needs() -> None:
    program = (
        "import sys, mcp_server.server as s; s.create_server(); "
        "heavy = {'sqlalchemy', 'sqlmodel', 'fastapi', 'jinja2', 'typer', 'pytest'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_scripts_ask_for_nothing_that_the_package_does_not_ask_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    allowed = set(project["project"]["dependencies"])

    for script in sorted((ROOT / "scripts").glob("*.py")):
        text = script.read_text(encoding="utf-8")
        start, end = text.index("# /// script"), text.index("# ///\n")
        lines = text[start:end].splitlines()[1:]
        metadata = tomllib.loads("\n".join(line.removeprefix("#") for line in lines))
        assert set(metadata["dependencies"]) <= allowed, script.name
        assert metadata["requires-python"] == project["project"]["requires-python"]
