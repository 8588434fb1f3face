"""The parts of a check's condition: SQL for the table, and its value for the tests.

A value of None stands for NULL and for what the two databases see differently.
"""

import datetime as dt
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from mcp_server.scaffold.specification.entities import Field

Row = Mapping[str, object]
Evaluate = Callable[[Row], object]
KINDS = {
    **dict.fromkeys(("str", "text", "email", "enum"), "text"),
    **dict.fromkeys(("int", "bigint", "float", "decimal"), "number"),
}
OPAQUE = {"json", "bytes"}
# Texts sort by the rules of the database's language.
UNORDERED = {"text", "truth", "uuid"}
COMPARED: dict[str, Callable[..., bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SMALLEST_OVERFLOW = 2**31
COMPUTED: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


class ConditionError(ValueError):
    """A condition that is not understood; the message says what to send instead."""


class Expression(NamedTuple):
    """A part of a condition."""

    kind: str
    """`truth`, `number`, `text`, or the type of the field."""
    sql: str
    evaluate: Evaluate
    literal: object = None
    """The value of a constant."""
    values: tuple[str, ...] = ()
    """What an enum can be."""


def column(field: Field, written: str) -> Expression:
    """The column of a field."""
    name = field.name
    kind = "truth" if field.type == "bool" else KINDS.get(field.type, field.type)
    return Expression(kind, written, lambda row: row[name], values=tuple(field.values))


def constant(value: str | Decimal | bool) -> Expression:
    """A number, a text or a truth value."""
    if isinstance(value, str):
        written = "'" + value.replace("'", "''") + "'"
        return Expression("text", written, lambda _row: value, value)
    if isinstance(value, bool):
        return Expression("truth", str(value).lower(), lambda _row: value, value)
    return Expression("number", f"{value:f}", lambda _row: value, value)


def compared(left: Expression, sign: str, right: Expression) -> Expression:
    """Two values beside each other."""
    left, right = alike(left, right)
    unordered = left.kind in UNORDERED and sign not in ("=", "<>")
    if left.kind in OPAQUE or unordered:
        raise ConditionError(
            f"a {left.kind} does not compare with `{sign}` alike on both databases; "
            "send `=`, `<>`, IS NULL or another condition"
        )
    both = _known(COMPARED[sign], left.evaluate, right.evaluate)
    return Expression("truth", f"{left.sql} {sign} {right.sql}", both)


def computed(left: Expression, sign: str, right: Expression) -> Expression:
    """A sum, a difference or a product."""
    for one in (left, right):
        if one.kind != "number":
            raise ConditionError(f"`{sign}` is for numbers, not for a {one.kind}")
    both = _known(partial(_within, sign), left.evaluate, right.evaluate)
    return Expression("number", f"{left.sql} {sign} {right.sql}", both)


def _within(sign: str, left: object, right: object) -> object:
    """A result that PostgreSQL has room for, whatever the type of the numbers.

    Raises:
        OverflowError: It may be too large there.
    """
    result = COMPUTED[sign](left, right)
    if abs(result) >= SMALLEST_OVERFLOW:
        raise OverflowError
    return result


def alike(left: Expression, right: Expression) -> tuple[Expression, Expression]:
    """Both sides of a comparison, once their kinds are the same."""
    left, right = _converted(left, right.kind), _converted(right, left.kind)
    if left.kind != right.kind:
        raise ConditionError(
            f"a {left.kind} cannot be compared with a {right.kind}; compare columns "
            "of the same type, and numbers without quotes"
        )
    for one, other in ((left, right), (right, left)):
        wanted = other.literal
        if one.values and isinstance(wanted, str) and wanted not in one.values:
            raise ConditionError(
                f"`{wanted}` is none of the values {', '.join(one.values)}"
            )
    return left, right


def _converted(one: Expression, kind: str) -> Expression:
    """A quoted text as the date or the time of day that it is compared with."""
    if not isinstance(one.literal, str) or kind not in ("date", "time"):
        return one
    try:
        if kind == "date":
            value: dt.date | dt.time = dt.date.fromisoformat(one.literal)
            written = value.isoformat()
        else:
            value = dt.time.fromisoformat(one.literal)
            written = value.isoformat("microseconds")
    except ValueError:
        raise ConditionError(f"`{one.literal}` is no {kind}; send ISO 8601") from None
    return Expression(kind, f"'{written}'", lambda _row: value, value)


def _known(function: Callable[..., object], *parts: Evaluate) -> Evaluate:
    """A function of values; NULL if one of them is."""

    def evaluate(row: Row) -> object:
        values = [part(row) for part in parts]
        return None if None in values else function(*values)

    return evaluate


def negated(one: Expression) -> Expression:
    """NOT."""
    truth(one)
    return Expression("truth", f"NOT {one.sql}", _known(operator.not_, one.evaluate))


def truth(one: Expression) -> Expression:
    """An expression that is a condition."""
    if one.kind != "truth":
        raise ConditionError(f"`{one.sql}` is no condition; compare it with something")
    return one


def joined(word: str, parts: list[Expression]) -> Expression:
    """AND or OR, with the three truth values of SQL."""
    decisive = word == "OR"

    def evaluate(row: Row) -> object:
        values = [part.evaluate(row) for part in parts]
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    sql = f" {word} ".join(truth(part).sql for part in parts)
    return Expression("truth", sql, evaluate)


def is_null(one: Expression, *, negative: bool) -> Expression:
    """IS NULL, or IS NOT NULL."""
    written = f"{one.sql} IS {'NOT ' if negative else ''}NULL"
    evaluate = one.evaluate
    return Expression(
        "truth", written, lambda row: (evaluate(row) is None) is not negative
    )


def among(one: Expression, others: list[Expression]) -> Expression:
    """IN."""
    pairs = [alike(one, other) for other in others]
    equal = [compared(left, "=", right) for left, right in pairs]
    listed = ", ".join(right.sql for _, right in pairs)
    return Expression("truth", f"{one.sql} IN ({listed})", joined("OR", equal).evaluate)


def between(one: Expression, low: Expression, high: Expression) -> Expression:
    """BETWEEN."""
    low, high = alike(one, low)[1], alike(one, high)[1]
    both = [compared(one, ">=", low), compared(one, "<=", high)]
    written = f"{one.sql} BETWEEN {low.sql} AND {high.sql}"
    return Expression("truth", written, joined("AND", both).evaluate)


def like(one: Expression, pattern: Expression) -> Expression:
    """LIKE: only PostgreSQL tells capitals from small letters."""
    if one.kind != "text" or not isinstance(pattern.literal, str):
        raise ConditionError("LIKE compares a text with a quoted pattern")
    if "\\" in pattern.literal:
        raise ConditionError("a backslash escapes only on PostgreSQL; leave it out")
    parts = {"%": ".*", "_": "."}
    expression = "".join(parts.get(c, re.escape(c)) for c in pattern.literal)

    def matches(text: str) -> bool | None:
        exact = bool(re.fullmatch(expression, text, re.DOTALL))
        loose = bool(re.fullmatch(expression, text, re.DOTALL | re.IGNORECASE))
        return exact if exact == loose else None

    sql = f"{one.sql} LIKE {pattern.sql}"
    return Expression("truth", sql, _known(matches, one.evaluate))


def called(name: str, arguments: list[Expression]) -> Expression:
    """length(), lower(), upper() or coalesce()."""
    if name == "coalesce":
        return _coalesce(arguments)
    if len(arguments) != 1 or arguments[0].kind != "text":
        raise ConditionError(f"{name}() takes one text")
    functions: dict[str, Callable[[str], object]] = {
        "length": lambda text: Decimal(len(text)),
        "lower": str.lower,
        "upper": str.upper,
    }
    kind = "number" if name == "length" else "text"
    evaluate = _known(functions[name], arguments[0].evaluate)
    return Expression(kind, f"{name}({arguments[0].sql})", evaluate)


def _coalesce(arguments: list[Expression]) -> Expression:
    if len(arguments) < 2:
        raise ConditionError("coalesce() takes two values or more")
    first = arguments[0]
    others = [alike(first, other)[1] for other in arguments[1:]]
    every = [first, *others]

    def evaluate(row: Row) -> object:
        values = (one.evaluate(row) for one in every)
        return next((value for value in values if value is not None), None)

    written = ", ".join(one.sql for one in every)
    return Expression(first.kind, f"coalesce({written})", evaluate)
