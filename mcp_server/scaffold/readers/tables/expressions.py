"""SQL by sqlglot: its errors as ours, and its trees without casts."""

import logging

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mcp_server.errors import InvalidSpec

# Trees of long expressions are deep, and are walked from every level.
LONGEST = 4_000
# It says there what it could not parse; here that is an error or is listed.
logging.getLogger("sqlglot").addHandler(logging.NullHandler())
logging.getLogger("sqlglot").propagate = False


def parse(text: str, dialect: str) -> exp.Expr:
    """One statement as a tree.

    Raises:
        InvalidSpec: it is none, or nested too deeply.
    """
    if len(text) > LONGEST:
        raise InvalidSpec(f"has more than {LONGEST:,} characters")
    try:
        trees = sqlglot.parse(text, dialect=dialect)
    except (SqlglotError, RecursionError) as error:
        raise InvalidSpec(_reason(error)) from None
    if len(trees) != 1 or trees[0] is None or isinstance(trees[0], exp.Command):
        raise InvalidSpec("is nothing that can be read here")
    return trees[0]


def unwrapped(node: exp.Expr) -> exp.Expr:
    """A tree without casts and parentheses around it or around its columns."""
    node = _bare(node)
    inner = [one for one in node.find_all(exp.Cast, exp.Paren) if one.parent]
    for one in inner:
        if isinstance(_bare(one), exp.Column | exp.Literal | exp.Array):
            one.replace(_bare(one))
    return node


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Cast | exp.Paren):
        node = node.this
    return node


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"is no SQL ({str(error).splitlines()[0].rstrip('.')[:100]})"
