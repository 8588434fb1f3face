"""Knows which top-level functions of the program have been called.

Every such function gets a first statement that says so: tracing all calls of a process
would slow the whole run down, this costs a tenth of a microsecond a call.
"""

import ast
import builtins
import sys
from collections.abc import Callable
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Any

MARK = "_program_function_runs"
"""A builtin, so that it is in nobody's namespace."""
Key = tuple[str, str]
"""Path of a file and name of a function."""
plain: set[Key] = set()
"""Top-level functions without a decorator: they are what their text says."""
ran: set[Key] = set()
"""Top-level functions that were called at least once."""
missing: set[str] = set()
"""Names that nothing in the program defines."""


def mark(tree: ast.Module, path: str) -> None:
    """Let every top-level function of a module say that it runs."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.decorator_list:
                plain.add((path, node.name))
            after = 1 if ast.get_docstring(node, clean=False) is not None else 0
            place = node.body[min(after, len(node.body) - 1)]
            call = ast.parse(f"{MARK}({path!r}, {node.name!r})").body[0]
            for one in ast.walk(call):
                ast.copy_location(one, place)
            node.body.insert(after, call)


def install(folder: Path) -> None:
    """Mark the functions of all modules that are imported from the folder."""
    vars(builtins)[MARK] = lambda path, name: ran.add((path, name))
    sys.path_hooks.insert(0, _hook(folder))


def _hook(folder: Path) -> Callable[[str], FileFinder]:
    def finder(path: str) -> FileFinder:
        if path != str(folder) and folder not in Path(path).parents:
            raise ImportError("not a folder of the program", path=path)
        return FileFinder(path, (_MarkingLoader, SOURCE_SUFFIXES))

    return finder


class _MarkingLoader(SourceFileLoader):
    def source_to_code(  # type: ignore[override]  # static above, not here
        self, data: Any, path: Any, *_: Any, **_options: Any
    ) -> Any:
        tree = ast.parse(data, path)
        mark(tree, str(path))
        return compile(tree, path, "exec", dont_inherit=True)
