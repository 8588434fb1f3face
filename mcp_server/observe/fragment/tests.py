"""Tells whether pytest is to call a module's tests, and which fixtures they lack."""

import ast
from collections.abc import Iterator
from pathlib import Path

from mcp_server.observe.fragment.stand_ins import MAKERS

OF_PYTEST = {
    *("cache", "capfd", "capfdbinary", "caplog", "capsys", "capsysbinary"),
    *("anyio_backend", "doctest_namespace", "event_loop", "monkeypatch", "mocker"),
    *("pytestconfig", "record_property", "recwarn", "request", "subtests"),
    *("testdir", "tmp_path", "tmp_path_factory", "tmpdir", "tmpdir_factory"),
}
OF_TESTS = ("pytest", "mark", "patch", "given", "settings", "anyio")
"""Words in the decorators that tests have; an endpoint can be called `test_` too."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def are_tests(tree: ast.Module, path: Path, has_app: bool) -> bool:
    """The module defines tests and leaves it to pytest to call them."""
    tests = list(_tests(tree))
    names = {node.name for node in tests}
    if not tests or names & _called(tree):
        return False
    if any((folder / "conftest.py").exists() for folder in path.parents):
        return True
    # A client of nothing would show nothing but its 404.
    made = set(MAKERS) - (set() if has_app else {"client"})
    known = OF_PYTEST | made | set(_fixtures(tree))
    return not lacking(tree) - known


def names_app(tree: ast.Module) -> bool:
    """The module has or uses an application, by its usual name."""
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.alias))
    return any(
        getattr(one, "id", None) == "app"
        or getattr(one, "name", None) == "app"
        or getattr(one, "asname", None) == "app"
        for one in names
    )


def lacking(tree: ast.Module) -> set[str]:
    """Fixtures that the tests and fixtures of a module take and it does not define."""
    own = [node for node in tree.body if isinstance(node, Function)]
    takers = [node for node in own if node in set(_tests(tree)) or _is_fixture(node)]
    wanted = {name for node in takers for name in _parameters(node)}
    return wanted - set(_fixtures(tree))


def others(tree: ast.Module) -> set[str]:
    """Functions that are named as tests are, and are something else."""
    tests = {node.name for node in _tests(tree)}
    functions = {node.name for node in tree.body if isinstance(node, Function)}
    return {name for name in functions if name.startswith("test_")} - tests


def _tests(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, Function):
            if node.name.startswith("test_") and _has_decorators_of_tests(node):
                yield node
        elif isinstance(node, ast.ClassDef) and _is_test_class(node):
            yield node


def _has_decorators_of_tests(node: Function) -> bool:
    texts = [ast.unparse(one) for one in node.decorator_list]
    return all(any(word in text for word in OF_TESTS) for text in texts)


def _is_test_class(node: ast.ClassDef) -> bool:
    bases = [ast.unparse(base) for base in node.bases]
    has_tests = any(getattr(one, "name", "").startswith("test") for one in node.body)
    named = node.name.startswith("Test") and not bases
    return has_tests and (named or any(base.endswith("TestCase") for base in bases))


def _is_fixture(node: Function) -> bool:
    return any("fixture" in ast.unparse(one) for one in node.decorator_list)


def _fixtures(tree: ast.Module) -> Iterator[str]:
    """Names of the fixtures that a module defines."""
    for node in tree.body:
        if isinstance(node, Function) and _is_fixture(node):
            yield node.name
            parts = [one for all_ in node.decorator_list for one in ast.walk(all_)]
            for one in parts:
                if isinstance(one, ast.keyword) and one.arg == "name":
                    yield str(getattr(one.value, "value", ""))


def _parameters(node: Function) -> Iterator[str]:
    """Parameters without a default that no decorator fills in."""
    filled = "".join(ast.unparse(one) for one in node.decorator_list)
    arguments = node.args.args[: len(node.args.args) - len(node.args.defaults)]
    for one in arguments:
        parametrized = "parametrize" in filled and one.arg in filled
        if not parametrized and "given" not in filled and "patch" not in filled:
            yield one.arg


def _called(tree: ast.Module) -> set[str]:
    """Names that the module calls outside of its functions; `main` of unittest."""
    return {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for statement in tree.body
        if not isinstance(statement, Function | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    }
