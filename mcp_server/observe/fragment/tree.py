"""Turns a block of code into a module that can be executed."""

import ast
from types import CodeType

BODY = "_fragment_body"


def parse(text: str, path: str) -> ast.Module:
    """The tree of a program.

    Raises:
        SyntaxError: it is none.
    """
    return ast.parse(text, path)


def compiled(tree: ast.Module, path: str) -> CodeType:
    """Code of a module; it is a coroutine if the module awaits at its top level.

    Raises:
        SyntaxError: it is no program.
    """
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if awaits(tree) else 0
    # dont_inherit: a future import of this module must not reach the program.
    code: CodeType = compile(tree, path, "exec", flags=flags, dont_inherit=True)
    return code


def awaits(tree: ast.Module) -> bool:
    """There is `await`, `async with` or `async for` outside of any function."""
    found = _outside_functions(tree)
    return any(
        isinstance(node, ast.Await | ast.AsyncWith | ast.AsyncFor)
        or (isinstance(node, ast.comprehension) and node.is_async)
        for node in found
    )


def leaves(tree: ast.Module) -> str | None:
    """`return` or `yield` if the code has one outside of any function."""
    for node in _outside_functions(tree):
        if isinstance(node, ast.Return):
            return "return"
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return "yield"
    return None


def as_function(tree: ast.Module, bound: set[str]) -> ast.Module:
    """The same code as the body of a function that is called at once.

    Its names stay those of the module. What it yields is thrown away.
    """
    first = [node for node in tree.body if _is_first(node)]
    rest = [node for node in tree.body if not _is_first(node)]
    kind = "async def" if awaits(tree) else "def"
    call = _call(tree)
    shell = ast.parse(f"{kind} {BODY}():\n    pass\n{call}")
    function = shell.body[0]
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    names = sorted(bound)
    declared: list[ast.stmt] = [ast.Global(names=names)] if names else []
    function.body = [*declared, *rest]
    whole = ast.Module(body=[*first, *shell.body], type_ignores=[])
    return ast.fix_missing_locations(whole)


def quote_annotations(tree: ast.Module, names: set[str]) -> None:
    """Quote what annotates plain functions with one of these names.

    Such a function can be defined, though not be called, without them.
    """
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.decorator_list:
            continue
        node.returns = _quoted(node.returns, names)
        for one in ast.walk(node.args):
            if isinstance(one, ast.arg):
                one.annotation = _quoted(one.annotation, names)


def _quoted(node: ast.expr | None, names: set[str]) -> ast.expr | None:
    """The annotation, as a string if it has one of the names."""
    if node is None:
        return None
    if not any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node)):
        return node
    return ast.copy_location(ast.Constant(ast.unparse(node)), node)


def _call(tree: ast.Module) -> str:
    if leaves_by_yield(tree):
        each = f"for _ in {BODY}(): pass"
        return f"async {each}" if awaits(tree) else each
    return f"await {BODY}()" if awaits(tree) else f"{BODY}()"


def leaves_by_yield(tree: ast.Module) -> bool:
    """The code yields outside of any function."""
    nodes = _outside_functions(tree)
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes)


def _is_first(node: ast.stmt) -> bool:
    """It must stay at the top level: a future import, or a star import."""
    return isinstance(node, ast.ImportFrom) and (
        node.module == "__future__" or any(one.name == "*" for one in node.names)
    )


def _outside_functions(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
        ):
            waiting += ast.iter_child_nodes(node)
    return found
