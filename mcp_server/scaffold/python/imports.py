"""The import block of a generated module: only what it uses, sorted.

Templates import everything that they might use; what a project does not need is
dropped here, and the rest is sorted as Ruff's isort rules sort it.
"""

import ast
import re
import sys
from collections import defaultdict

from mcp_server.scaffold.python.layout import WIDTH
from mcp_server.scaffold.python.lexing import names

OURS = {"app", "main", "models", "tests"}


def tidy(source: str) -> str:
    """A module with its import block pruned, sorted and wrapped.

    The block is what stands between the docstring of the module and its code.
    """
    found = _HEAD.match(source)
    if not found:
        return source
    before, after = source[: found.start("imports")], source[found.end() :]
    tree = ast.parse(found["imports"])
    imports = [node for node in tree.body if isinstance(node, _KINDS)]
    block = _block(imports, names(after))
    # Without any import left, the blank line before the block goes as well.
    return f"{before}{block}\n{after}" if block else before[:-1] + after


_KINDS = (ast.Import, ast.ImportFrom)
_HEAD = re.compile(
    r'(?:"""(?:[^"\\]|\\.|"(?!""))*""")?\n*'
    r"(?P<imports>(?:(?:from|import) [^\n(]*(?:\([^)]*\)[^\n]*)?\n"
    r"|\n(?=\n?(?:from|import) ))+)",
    re.DOTALL,
)


def _block(imports: list[ast.Import | ast.ImportFrom], used: set[str]) -> str:
    plain: dict[int, set[str]] = defaultdict(set)
    members: dict[str, set[str]] = defaultdict(set)
    for node in imports:
        for alias in node.names:
            if (alias.asname or alias.name.split(".")[0]) not in used:
                continue
            if isinstance(node, ast.ImportFrom):
                members[node.module or ""].add(alias.name)
            else:
                renamed = f" as {alias.asname}" if alias.asname else ""
                plain[_section(alias.name)].add(f"import {alias.name}{renamed}")
    sections = [_lines(section, plain, members) for section in range(3)]
    return "\n\n".join(text for text in sections if text)


def _section(module: str) -> int:
    """0 for the standard library, 1 for packages, 2 for the project itself."""
    top = module.split(".")[0]
    if top in OURS:
        return 2
    return 0 if top in sys.stdlib_module_names else 1


def _lines(
    section: int, plain: dict[int, set[str]], members: dict[str, set[str]]
) -> str:
    modules = sorted(module for module in members if _section(module) == section)
    froms = [_from(module, members[module]) for module in modules]
    return "\n".join([*sorted(plain[section]), *froms])


def _from(module: str, members: set[str]) -> str:
    ordered = sorted(members, key=_order)
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {n}," for n in ordered), ")"])


def _order(name: str) -> tuple[int, list[tuple[int, str]], str]:
    """Constants, then classes, then the rest; numbers count as numbers."""
    constant = len(name) > 1 and name.upper() == name
    kind = 0 if constant else 1 if name[:1].isupper() else 2
    parts = re.findall(r"\d+|\D+", name.lower())
    numbered = [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
    return kind, numbered, name
