"""Conditions of CHECK as bounds, values or conditions over fields."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from mcp_server.scaffold.readers.tables.expressions import parse, unwrapped

LONGEST = 300
# What SQLite and PostgreSQL both know, and mean the same by.
PORTABLE = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In),
    *(exp.And, exp.Or, exp.Not, exp.Between, exp.Tuple),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg),
    *(exp.Length, exp.Lower, exp.Upper, exp.Abs, exp.Coalesce, exp.Trim),
)
# Words of SQL that are usual names of fields.
QUOTED = {
    *("all", "and", "any", "as", "asc", "between", "by", "case", "check", "column"),
    *("constraint", "current", "default", "desc", "distinct", "do", "else", "end"),
    *("for", "from", "grant", "group", "having", "in", "index", "into", "is", "join"),
    *("like", "limit", "not", "null", "offset", "on", "only", "or", "order"),
    *("primary", "references", "select", "set", "table", "then", "to", "union"),
    *("unique", "update", "user", "using", "values", "when", "where", "window"),
    *("with",),
}
MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
}


@dataclass
class Bound:
    """A smallest (`ge`) or largest (`le`) value of a column."""

    column: str
    option: str
    value: Decimal
    strict: bool


@dataclass
class Values:
    """The texts that a column can be."""

    column: str
    values: list[str]


@dataclass
class Other:
    """Any other condition."""

    condition: exp.Expr


def read_condition(text: str, dialect: str) -> list[Bound | Values | Other]:
    """The parts of a condition that must all hold.

    Raises:
        InvalidSpec: it is no condition of this dialect.
    """
    condition = unwrapped(parse(f"SELECT {text}", dialect).expressions[0])
    return [_part(one) for one in _conjuncts(condition)]


def as_condition(part: Bound | Values) -> exp.Expr:
    """A part as a condition again, where its field cannot have it."""
    column = exp.column(part.column, quoted=True)
    if isinstance(part, Values):
        return exp.In(this=column, expressions=[*map(exp.Literal.string, part.values)])
    kinds = {("ge", False): exp.GTE, ("ge", True): exp.GT}
    kinds |= {("le", False): exp.LTE, ("le", True): exp.LT}
    value = parse(str(part.value), "postgres")
    return kinds[part.option, part.strict](this=column, expression=value)


def over_fields(condition: exp.Expr, fields: Mapping[str, str]) -> str | None:
    """The condition with names of fields; None: no `Check` can have it."""
    copied = condition.copy()
    nodes = list(copied.walk())
    if not all(isinstance(node, PORTABLE) for node in nodes):
        return None
    for node in nodes:
        if isinstance(node, exp.Column):
            name = fields.get(node.name.casefold())
            if name is None or node.table:
                return None
            node.set("this", exp.to_identifier(name, quoted=name in QUOTED))
    text = copied.sql(dialect="postgres")
    return text if len(text) <= LONGEST and text.isprintable() else None


def columns_of(condition: exp.Expr) -> list[str]:
    """The columns that a condition is about."""
    return list(dict.fromkeys(one.name for one in condition.find_all(exp.Column)))


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    condition = unwrapped(condition)
    if isinstance(condition, exp.And):
        yield from _conjuncts(condition.this)
        yield from _conjuncts(condition.expression)
    elif isinstance(condition, exp.Between) and not condition.args.get("symmetric"):
        low, high = condition.args["low"], condition.args["high"]
        yield exp.GTE(this=condition.this.copy(), expression=low.copy())
        yield exp.LTE(this=condition.this.copy(), expression=high.copy())
    else:
        yield condition


def _part(condition: exp.Expr) -> Bound | Values | Other:
    if isinstance(condition, exp.In | exp.EQ):
        return _values(condition) or Other(condition)
    if isinstance(condition, exp.GT | exp.GTE | exp.LT | exp.LTE):
        return _bound(condition) or Other(condition)
    return Other(condition)


def _values(condition: exp.In | exp.EQ) -> Values | None:
    """`a IN ('x', 'y')`, or what PostgreSQL makes of it: `a = ANY (ARRAY[...])`."""
    column = unwrapped(condition.this)
    given = condition.expressions
    if isinstance(condition, exp.EQ):
        some = condition.expression
        array = unwrapped(some.this) if isinstance(some, exp.Any) else some
        given = array.expressions if isinstance(array, exp.Array) else []
    values = [unwrapped(one) for one in given]
    texts = [one.this for one in values if isinstance(one, exp.Literal)]
    strings = all(isinstance(one, exp.Literal) and one.is_string for one in values)
    if not values or not strings or not isinstance(column, exp.Column):
        return None
    return Values(column.name, list(dict.fromkeys(texts)))


def _bound(condition: exp.Expr) -> Bound | None:
    left, right = unwrapped(condition.this), unwrapped(condition.expression)
    kind: type[exp.Expr] = type(condition)
    if isinstance(right, exp.Column):
        left, right, kind = right, left, MIRRORED[kind]
    value = _number(right)
    if not isinstance(left, exp.Column) or value is None:
        return None
    option = "ge" if kind in {exp.GT, exp.GTE} else "le"
    return Bound(left.name, option, value, strict=kind in {exp.GT, exp.LT})


def _number(node: exp.Expr) -> Decimal | None:
    if isinstance(node, exp.Neg):
        inner = _number(unwrapped(node.this))
        return None if inner is None else -inner
    if not isinstance(node, exp.Literal):
        return None
    plain = re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", node.this)
    return Decimal(node.this) if plain else None
