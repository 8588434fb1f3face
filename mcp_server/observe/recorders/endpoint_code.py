"""What the code of an endpoint does with an attribute, told from its byte code."""

import ast
import dis
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import Any

DISCARDED = "POP_TOP"
HARMLESS = {"add", "refresh", "merge", "len", "print", "isinstance", "selectinload"}
"""What may be called with a row, and reads no relationship of it."""


def may_use(code: CodeType, name: str) -> bool:
    """It does something with the attribute of a row, or hands a row to a function."""
    is_read = any(
        not owner[:1].isupper() and after != DISCARDED
        for owner, after in _reads(code, name)
    )
    return is_read or _hands_over(code)


def loads(code: CodeType, name: str) -> bool:
    """`team.heroes` stands alone on a line, or its name in `refresh(team, [...])`."""
    if any(after == DISCARDED for _, after in _reads(code, name)):
        return True
    return any(name in _flat(one.co_consts) for one in _codes(code))


def names(code: CodeType | None, name: str) -> bool:
    """The attribute occurs in the endpoint itself, such as in its query."""
    return code is not None and (any(_reads(code, name)) or loads(code, name))


def _reads(code: CodeType, name: str) -> Iterator[tuple[str, str]]:
    """What such an attribute is read from, by its name, and what is done next."""
    for one in _codes(code):
        steps = list(dis.get_instructions(one))
        around = zip([None, *steps], steps, [*steps[1:], None], strict=False)
        for before, step, after in around:
            if step.opname.startswith("LOAD_ATTR") and step.argval == name:
                owner = str(before.argval) if before else ""
                yield owner, after.opname if after else ""


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function and those within it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for one in values:
        yield from _flat(one) if isinstance(one, tuple) else (one,)


def _hands_over(code: CodeType) -> bool:
    """A name that it returns is also an argument of a call, which may read anything."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, TypeError, SyntaxError):
        return True
    returned = {
        one.value.id
        for one in ast.walk(tree)
        if isinstance(one, ast.Return) and isinstance(one.value, ast.Name)
    }
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    return any(returned & _given(one) for one in calls if _called(one) not in HARMLESS)


def _given(call: ast.Call) -> set[str]:
    values = [*call.args, *(one.value for one in call.keywords)]
    return {one.id for one in values if isinstance(one, ast.Name)}


def _called(call: ast.Call) -> str:
    """The last part of what is called: `refresh` in `session.refresh(...)`."""
    func = call.func
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""
