"""The layout `file`: the modules of the package `app` joined into two.

What the package has in small modules becomes `models.py` and `main.py`; everything
else only imports from other places.
"""

import ast
import re
from collections import Counter
from collections.abc import Mapping

MODELS = ("fields", "mixins", "models", "pagination", "schemas")
MAIN = ("database", "softdelete", "errors", "queries", "routers", "main")
PLACES = {f"app.{name}": "models" for name in MODELS}
PLACES |= {f"app.{name}": "main" for name in MAIN}
TITLES = {
    "models": "The tables, and what the API accepts and returns.",
    "main": "The application: its database, its endpoints and how errors are answered.",
}
INCLUDES = "app.main"
"""The module that names routers by their modules."""
OURS = {"main", "models", "app.routers"}
IMPORTS = (ast.Import, ast.ImportFrom)
Files = dict[str, str]


def join(files: Mapping[str, str]) -> Files:
    """The files of a project with its package made two modules, not yet formatted."""
    joined = {
        path: _moved(text) if path.endswith(".py") else text
        for path, text in files.items()
        if not path.startswith("app/")
    }
    for target in ("models", "main"):
        parts = {_module(path): text for path, text in _parts(files, target)}
        joined[f"{target}.py"] = _joined(target, parts)
    return joined


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _parts(files: Mapping[str, str], target: str) -> list[tuple[str, str]]:
    """The modules that one file is made of, in the order of their imports."""
    order = MODELS if target == "models" else MAIN
    found = [
        (order.index(path.split("/")[1].removesuffix(".py")), path, text)
        for path, text in files.items()
        if path.startswith("app/") and path.split("/")[1].removesuffix(".py") in order
    ]
    return [(path, text) for _, path, text in sorted(found)]


def _joined(target: str, parts: Mapping[str, str]) -> str:
    trees = {module: ast.parse(text) for module, text in parts.items()}
    imported = {module: _imported(tree) for module, tree in trees.items()}
    defined = {module: _defined(tree) for module, tree in trees.items()}
    qualified = _qualified(target, imported, defined)
    renamed = _renamed(defined) | qualified
    lines: list[str] = []
    bodies: list[str] = []
    for module, text in parts.items():
        lines += _imports(target, trees[module], module, qualified)
        bodies.append(_body(_with_names(text, trees[module], module, renamed)))
    head = f'"""{TITLES[target]}"""\n\n' + "\n".join(dict.fromkeys(lines))
    return head + "\n\n" + "\n\n\n".join(body for body in bodies if body) + "\n"


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names that a module imports from others, and where they are now."""
    return {
        alias.name: PLACES.get(node.module or "", node.module or "")
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _imports(
    target: str, tree: ast.Module, module: str, qualified: Mapping[tuple[str, str], str]
) -> list[str]:
    """The import lines of a module, without those of the file that it is now in."""
    lines = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import)]
    for name, origin in _imported(tree).items():
        if (module, name) in qualified:
            lines.append(f"import {origin}")
        elif origin != target:
            lines.append(f"from {origin} import {name}")
    return lines


def _qualified(
    target: str,
    imported: Mapping[str, Mapping[str, str]],
    defined: Mapping[str, set[str]],
) -> dict[tuple[str, str], str]:
    """Names that another module gives to something else, with their packages."""
    uses: dict[str, Counter[str]] = {}
    for names in imported.values():
        for name, origin in names.items():
            uses.setdefault(name, Counter())[origin] += 1
    own = set().union(*defined.values())
    return {
        (module, name): f"{origin}.{name}"
        for module, names in imported.items()
        for name, origin in names.items()
        if origin not in OURS and (name in own or origin != _kept(uses[name]))
    }


def _kept(origins: Counter[str]) -> str:
    """Where the one comes from that keeps its short name."""
    ours = [origin for origin in origins if origin in OURS]
    return ours[0] if ours else origins.most_common(1)[0][0]


def _import(node: ast.stmt) -> str:
    """An import with the place where its module is now."""
    if isinstance(node, ast.ImportFrom) and node.module in PLACES:
        names = ", ".join(alias.name for alias in node.names)
        return f"from {PLACES[node.module]} import {names}"
    if isinstance(node, ast.ImportFrom) and node.module == "app":
        return f"import {', '.join(alias.name for alias in node.names)}"
    return ast.unparse(node)


def _moved(text: str) -> str:
    """A module outside of the package, importing from where things are now."""
    lines = text.split("\n")
    for node in reversed(ast.parse(text).body):
        if isinstance(node, IMPORTS):
            lines[node.lineno - 1 : node.end_lineno] = [_import(node)]
    return "\n".join(lines)


def _body(text: str) -> str:
    """A module without its docstring and its imports."""
    ends = [
        node.end_lineno or 0
        for number, node in enumerate(ast.parse(text).body)
        if number == 0 or isinstance(node, IMPORTS)
    ]
    return "\n".join(text.split("\n")[max(ends, default=0) :]).strip("\n")


def _defined(tree: ast.Module) -> set[str]:
    """The names that a module defines for itself."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {one.id for one in node.targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def _renamed(defined: Mapping[str, set[str]]) -> dict[tuple[str, str], str]:
    """New names for what several routers call the same: `router`, `posts_router`."""
    times = Counter(name for names in defined.values() for name in names)
    return {
        (module, name): _own(module.rpartition(".")[2], name)
        for module, names in defined.items()
        if module.startswith("app.routers.")
        for name in sorted(names)
        if times[name] > 1 or name == "router"
    }


def _own(module: str, name: str) -> str:
    return f"{module.upper()}_{name}" if name.isupper() else f"{module}_{name}"


def _with_names(
    text: str, tree: ast.Module, module: str, renamed: Mapping[tuple[str, str], str]
) -> str:
    """A module with its new names, and with those of the routers that it includes."""
    places: list[tuple[int, int, int, str]] = []
    for node in ast.walk(tree):
        found = _name(node, module)
        if found in renamed:
            line, start = node.lineno, node.col_offset  # type: ignore[attr-defined]
            places.append((line, start, len(ast.unparse(node)), renamed[found]))
    lines = [line.encode() for line in text.split("\n")]
    for line, start, length, new in sorted(places, reverse=True):
        old = lines[line - 1]
        lines[line - 1] = old[:start] + new.encode() + old[start + length :]
    text = b"\n".join(lines).decode()
    for (place, name), new in renamed.items():
        if place == module:
            text = re.sub(
                rf"^((async )?def ){name}\(", rf"\1{new}(", text, flags=re.MULTILINE
            )
    return text


def _name(node: ast.AST, module: str) -> tuple[str, str]:
    """Where a name is defined, as far as it can be one that changes."""
    if isinstance(node, ast.Name):
        return module, node.id
    # Elsewhere `query.router` is a parameter of a list, not a router's.
    if module != INCLUDES or not isinstance(node, ast.Attribute):
        return "", ""
    if isinstance(node.value, ast.Name):
        return f"app.routers.{node.value.id}", node.attr
    return "", ""
