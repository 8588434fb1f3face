"""Applies the fixes of rules to a text, each whole or not at all."""

import ast
import sys
from collections.abc import Iterable, Sequence

from mcp_server.rules.rule import Edit, Fix


def apply(source: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """The text after as many fixes as do not overlap, and how many these are.

    What comes out parses, or nothing is changed.
    """
    data = source.encode()
    taken: list[Edit] = []
    wanted: set[str] = set()
    count = 0
    for fix in fixes:
        if not any(_overlap(one, other) for one in fix.edits for other in taken):
            taken += [edit for edit in fix.edits if edit not in taken]
            wanted |= set(fix.imports)
            count += 1
    for edit in sorted(taken, key=lambda one: (one.start, one.end), reverse=True):
        data = data[: edit.start] + edit.text.encode() + data[edit.end :]
    changed = _with_imports(data.decode(), sorted(wanted))
    return (changed, count) if _parses(changed) else (source, 0)


def _overlap(one: Edit, other: Edit) -> bool:
    """They change the same bytes; equal edits of two fixes are one edit."""
    if one == other:
        return False
    crossing = one.start < other.end and other.start < one.end
    is_insertion = one.start == one.end or other.start == other.end
    return crossing or (is_insertion and one.start == other.start)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _with_imports(text: str, names: Sequence[str]) -> str:
    """The text with these qualified names imported, if they are not yet."""
    for name in names:
        module, _, last = name.rpartition(".")
        tree = ast.parse(text) if _parses(text) else None
        if tree is not None and not _imported(tree, last):
            text = _insert_import(text, tree, module, last)
    return text


def _imported(tree: ast.Module, name: str) -> bool:
    return any(
        (alias.asname or alias.name) == name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    )


def _insert_import(text: str, tree: ast.Module, module: str, name: str) -> str:
    """Beside what is imported from that module already, else after the last import."""
    lines = text.splitlines(keepends=True)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == module:
            return _extended(lines, node, name)
    at = _sorted_place(tree, module)
    lines.insert(at, f"from {module} import {name}\n")
    if _opens_group(tree, module, at):
        lines.insert(at + 1, "\n")
    return "".join(lines)


def _extended(lines: list[str], node: ast.ImportFrom, name: str) -> str:
    """The name at its place in the order that ruff and isort keep."""
    later = [one for one in node.names if _order(one.name) > _order(name)]
    place = later[0] if later else node.names[-1]
    number = (place.lineno if later else place.end_lineno or 1) - 1
    column = place.col_offset if later else place.end_col_offset or 0
    data = lines[number].encode()
    text = f"{name}, " if later else f", {name}"
    lines[number] = (data[:column] + text.encode() + data[column:]).decode()
    return "".join(lines)


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then everything else."""
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1 if name[:1].isupper() else 2), name.lower()


def _sorted_place(tree: ast.Module, module: str) -> int:
    """The line (from 0) before which it belongs; the standard library comes first."""
    group = _is_standard(module)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known = _is_standard(node.module)
            is_later = node.module > module if known == group else group
            if is_later and node.module != "__future__":
                return node.lineno - 1
    imports = [one for one in _imports(tree) if _source(one) != "__future__"]
    if group and imports:
        standard = [one for one in imports if _is_standard(_source(one))]
        return (standard[-1].end_lineno or 0) if standard else imports[0].lineno - 1
    return _after_imports(tree)


def _opens_group(tree: ast.Module, module: str, at: int) -> bool:
    """A module of Python goes right before one of someone else."""
    following = [one for one in _imports(tree) if one.lineno == at + 1]
    others = [one for one in following if not _is_standard(_source(one))]
    return _is_standard(module) and bool(others)


def _imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    return [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)]


def _source(node: ast.Import | ast.ImportFrom) -> str:
    """The module that an import reads; a relative one has no name of its own."""
    if isinstance(node, ast.Import):
        return node.names[0].name
    return "." * node.level + (node.module or "")


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _after_imports(tree: ast.Module) -> int:
    """The line (from 0) before which a new import belongs."""
    at = 0
    for position, node in enumerate(tree.body):
        is_docstring = (
            position == 0
            and isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
        )
        if isinstance(node, ast.Import | ast.ImportFrom) or is_docstring:
            at = node.end_lineno or at
        else:
            break
    return at
