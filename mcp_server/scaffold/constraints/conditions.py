"""The condition of a check, read from a small part of SQL.

Names, numbers, quoted texts, comparisons, + - *, AND, OR, NOT, IN, BETWEEN, IS NULL,
LIKE, length(), lower(), upper() and coalesce(); everything else is refused, so what
reaches the table is understood, and means the same on SQLite and PostgreSQL.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from mcp_server.scaffold.constraints import expressions
from mcp_server.scaffold.constraints.expressions import ConditionError, Expression
from mcp_server.scaffold.specification.entities import Field
from mcp_server.scaffold.specification.reserved import quoted

TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d{1,18}(?:\.\d{1,18})?(?![\w.]))
      | '(?P<text>(?:[^']|'')*)'
      | "(?P<quoted>[^"]+)"
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign><>|!=|<=|>=|[=<>+\-*(),])
    )""",
    re.VERBOSE,
)
FUNCTIONS = {"length", "lower", "upper", "coalesce"}
KEYWORDS = {"AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "LIKE", "TRUE", "FALSE"}
DEEPEST = 12
ALLOWED = (
    "send columns, numbers, 'texts', comparisons, + - *, AND, OR, NOT, IN, BETWEEN, "
    "IS NULL, LIKE, length(), lower(), upper() and coalesce() only"
)


class Token(NamedTuple):
    """A word, number, text or sign of a condition."""

    kind: str
    text: str


def read_condition(text: str, fields: Mapping[str, Field]) -> Expression:
    """The condition of a check over the fields of a row.

    Raises:
        ConditionError: It is not understood; the message says what to send.
    """
    return _Reader(_tokens(text), fields).condition()


def names_in(text: str, fields: Mapping[str, Field]) -> list[str]:
    """The fields that a condition looks at, in their order."""
    words = {token.text for token in _tokens(text) if token.kind in ("word", "quoted")}
    return [name for name in fields if name in words]


def literals_in(text: str) -> list[str]:
    """The numbers and texts of a condition."""
    found = _tokens(text)
    return [token.text for token in found if token.kind in ("number", "text")]


def computes(text: str) -> bool:
    """Whether a condition has arithmetic, which can leave a type's range."""
    return any(token.kind == "sign" and token.text in "+-*" for token in _tokens(text))


def _tokens(text: str) -> list[Token]:
    if not text.isprintable():
        raise ConditionError("the condition has control characters; send plain text")
    tokens, position = [], 0
    while text[position:].strip():
        found = TOKEN.match(text, position)
        if not found or not found.lastgroup:
            shown = text[position:].strip()[:20]
            raise ConditionError(f"`{shown}` is not understood; {ALLOWED}")
        tokens.append(_token(found.lastgroup, found[found.lastgroup]))
        position = found.end()
    return tokens


def _token(kind: str, text: str) -> Token:
    if kind == "word" and text.upper() in KEYWORDS:
        return Token("keyword", text.upper())
    if kind == "sign" and text == "!=":
        return Token(kind, "<>")
    return Token(kind, text.replace("''", "'") if kind == "text" else text)


class _Reader:
    """Reads the tokens of a condition from left to right."""

    def __init__(self, tokens: list[Token], fields: Mapping[str, Field]) -> None:
        self.tokens = tokens
        self.fields = fields
        self.position = 0
        self.depth = 0

    def condition(self) -> Expression:
        found = expressions.truth(self.either())
        if self.position < len(self.tokens):
            shown = self.tokens[self.position].text[:20]
            raise ConditionError(f"`{shown}` is not expected there; {ALLOWED}")
        return found

    def either(self) -> Expression:
        parts = [self.every()]
        while self.take("keyword", "OR"):
            parts.append(self.every())
        return expressions.joined("OR", parts) if len(parts) > 1 else parts[0]

    def every(self) -> Expression:
        parts = [self.negation()]
        while self.take("keyword", "AND"):
            parts.append(self.negation())
        return expressions.joined("AND", parts) if len(parts) > 1 else parts[0]

    def negation(self) -> Expression:
        negative = False
        while self.take("keyword", "NOT"):
            negative = not negative
        found = self.comparison()
        return expressions.negated(found) if negative else found

    def comparison(self) -> Expression:
        left = self.sum()
        for sign in expressions.COMPARED:
            if self.take("sign", sign):
                return expressions.compared(left, sign, self.sum())
        if self.take("keyword", "IS"):
            negative = self.take("keyword", "NOT")
            self.expect("keyword", "NULL")
            return expressions.is_null(left, negative=negative)
        negative = self.take("keyword", "NOT")
        found = self.test_of(left)
        if found is None:
            if negative:
                raise ConditionError("NOT stands before IN, BETWEEN or LIKE there")
            return left
        return expressions.negated(found) if negative else found

    def test_of(self, left: Expression) -> Expression | None:
        if self.take("keyword", "IN"):
            self.expect("sign", "(")
            return expressions.among(left, self.items())
        if self.take("keyword", "BETWEEN"):
            low = self.sum()
            self.expect("keyword", "AND")
            return expressions.between(left, low, self.sum())
        if self.take("keyword", "LIKE"):
            return expressions.like(left, self.atom())
        return None

    def items(self) -> list[Expression]:
        """What stands between commas, until the bracket closes."""
        found = [self.sum()]
        while self.take("sign", ","):
            found.append(self.sum())
        self.expect("sign", ")")
        return found

    def sum(self) -> Expression:
        return self.chain(("+", "-"), self.product)

    def product(self) -> Expression:
        return self.chain(("*",), self.atom)

    def chain(
        self, signs: tuple[str, ...], part: Callable[[], Expression]
    ) -> Expression:
        found = part()
        while sign := next((s for s in signs if self.take("sign", s)), None):
            found = expressions.computed(found, sign, part())
        return found

    def atom(self) -> Expression:
        if self.take("sign", "("):
            return self.grouped()
        if self.take("sign", "-"):
            return self.negative()
        if self.position == len(self.tokens):
            raise ConditionError("the condition ends too early; send all of it")
        token = self.tokens[self.position]
        self.position += 1
        if token.kind == "number":
            return expressions.constant(Decimal(token.text))
        if token.kind == "text":
            return expressions.constant(token.text)
        if token.text in ("TRUE", "FALSE"):
            return expressions.constant(token.text == "TRUE")
        if token.kind == "word" and self.take("sign", "("):
            return self.call(token.text.lower())
        return self.column(token)

    def grouped(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(f"brackets are at most {DEEPEST} deep; send fewer")
        found = self.either()
        self.expect("sign", ")")
        self.depth -= 1
        return found._replace(sql=f"({found.sql})")

    def negative(self) -> Expression:
        token = self.tokens[self.position : self.position + 1]
        if not token or token[0].kind != "number":
            raise ConditionError("a minus stands between values or before a number")
        self.position += 1
        return expressions.constant(-Decimal(token[0].text))

    def call(self, name: str) -> Expression:
        if name not in FUNCTIONS:
            raise ConditionError(f"there is no {name[:20]}(); {ALLOWED}")
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(f"calls are at most {DEEPEST} deep; send fewer")
        found = expressions.called(name, self.items())
        self.depth -= 1
        return found

    def column(self, token: Token) -> Expression:
        if token.kind not in ("word", "quoted") or token.text not in self.fields:
            raise ConditionError(
                f"`{token.text[:40]}` is no field of the entity; {ALLOWED}"
            )
        field = self.fields[token.text]
        return expressions.column(field, quoted(field.column_name))

    def take(self, kind: str, text: str) -> bool:
        """Whether this token is next; it is then read."""
        there = self.position < len(self.tokens)
        if there and self.tokens[self.position] == (kind, text):
            self.position += 1
            return True
        return False

    def expect(self, kind: str, text: str) -> None:
        if not self.take(kind, text):
            raise ConditionError(f"`{text}` is missing in the condition; send it")
