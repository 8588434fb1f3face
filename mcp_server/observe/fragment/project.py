"""Passes over imports of a project's own modules that were not sent with an excerpt."""

import ast
import importlib.util
from collections.abc import Collection

OWN = {
    *("api", "app", "application", "auth", "backend", "config", "core", "crud"),
    *("database", "db", "dependencies", "deps", "domain", "entities", "main"),
    *("model", "models", "my_app", "my_project", "myapp", "myproject", "project"),
    *("repositories", "routers", "routes", "schemas", "server", "services", "session"),
    *("settings", "src", "your_app", "your_project", "yourapp"),
}
"""First parts of module names that are a project's own, and no package's."""


def pass_over(
    tree: ast.Module, known: Collection[str], package: str | None
) -> list[str]:
    """Take such imports out of a module, so that their names are supplied or missing.

    What they were is told.
    """
    notes: list[str] = []
    body: list[ast.stmt] = []
    if _makes_modules(tree):
        return notes
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and _is_absent(node, known, package):
            notes.append(f"`{'.' * node.level}{node.module or ''}` was not sent")
            body += _renamed(node) or [ast.copy_location(ast.Pass(), node)]
        else:
            body.append(node)
    tree.body = body
    return notes


def _makes_modules(tree: ast.Module) -> bool:
    """It writes files or changes where modules are looked for: they may be there."""
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return any(
        node.attr == "write_text" or ast.unparse(node) == "sys.path"
        for node in attributes
    )


def _is_absent(
    node: ast.ImportFrom, known: Collection[str], package: str | None
) -> bool:
    if node.level:
        return package is None
    first = (node.module or "").partition(".")[0]
    is_own = first in OWN or all(one.name in known for one in node.names)
    return is_own and not _is_there(first)


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # the running module has no specification
        return True


def _renamed(node: ast.ImportFrom) -> list[ast.stmt]:
    """Assignments for the names that the import would have changed."""
    made: list[ast.stmt] = []
    for one in node.names:
        if one.asname and one.asname != one.name:
            (statement,) = ast.parse(f"{one.asname} = {one.name}").body
            for part in ast.walk(statement):
                ast.copy_location(part, node)
            made.append(statement)
    return made
