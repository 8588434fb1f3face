"""DEFAULT of a column as the default of a field."""

import json
import re
from typing import NoReturn

from pydantic import JsonValue

from mcp_server.scaffold.specification.entities import FieldType

NOW = {
    *("current_timestamp", "current_timestamp()", "now()", "localtimestamp"),
    *("localtimestamp()", "getdate()", "getutcdate()", "sysdatetime()", "sysdate"),
    *("datetime('now')", "datetime(current_timestamp)", "transaction_timestamp()"),
    *("clock_timestamp()", "statement_timestamp()", "'now'", "utc_timestamp()", "now"),
}
TODAY = {"current_date", "current_date()", "curdate()", "date('now')", "today"}
RANDOM = {
    *("gen_random_uuid()", "uuid_generate_v4()", "uuidv4()", "uuid()", "newid()"),
    *("newsequentialid()", "random", "uuid_string()"),
}
IN_ORDER = {"uuidv7()", "uuid_generate_v7()", "uuid7()"}
TRUE, FALSE = (
    {"true", "1", "'1'", "b'1'", "'t'", "'true'", "'y'", "'yes'"},
    {*("false", "0", "'0'", "b'0'", "'f'", "'false'", "'n'", "'no'")},
)
CAST = re.compile(r"(?P<value>.+?)::[\w\s\".]+(\(\d+(,\s*\d+)?\))?(\[\])?$", re.DOTALL)
NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})")


class NotSayable(ValueError):
    """A default that only the database can work out."""


def bare(expression: str) -> str:
    """An expression without casts of PostgreSQL and without outer parentheses."""
    text = expression.strip()
    for _ in range(20):
        if text.startswith("(") and text.endswith(")") and _is_whole(text):
            text = text[1:-1].strip()
        elif (cast := CAST.fullmatch(text)) and _is_closed(cast["value"]):
            text = cast["value"].strip()
        else:
            break
    return text


def read_default(expression: str, kind: FieldType) -> JsonValue:
    """The value as a specification writes it; None stands for NULL.

    Raises:
        NotSayable: it is worked out by the database in a way that no field has.
    """
    text = bare(expression)
    lower = re.sub(r"\((\d|6)\)$", "()", text.lower())
    if lower == "null":
        return None
    if lower in NOW | TODAY and kind in {"datetime", "date"}:
        return "now" if kind == "datetime" else "today"
    if lower in RANDOM | IN_ORDER and kind == "uuid":
        return "random"
    if kind == "bool" and lower in TRUE | FALSE:
        return lower in TRUE
    return _literal(text, kind)


def _literal(text: str, kind: FieldType) -> JsonValue:
    string = unquoted(text)
    number = NUMBER.fullmatch(string if string is not None else text)
    if kind in {"int", "bigint", "float", "decimal"}:
        return _number(number[0], kind) if number else _refuse()
    if string is None:
        return number[0] if number and kind in {"str", "text"} else _refuse()
    if kind == "json":
        return _json(string)
    if kind == "datetime":
        return _moment(string)
    return string


def unquoted(text: str) -> str | None:
    """The value of a string of SQL; None: it is none."""
    found = re.fullmatch(r"[NEe]?'((?:[^']|'')*)'", text, re.DOTALL)
    return found[1].replace("''", "'") if found else None


def _number(text: str, kind: FieldType) -> JsonValue:
    if kind == "decimal":
        return text
    value = float(text)
    whole = re.fullmatch(r"([+-]?\d+)(\.0*)?", text)
    if kind == "float":
        return value
    return int(whole[1]) if whole else _refuse()


def _json(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        _refuse()
    return value if isinstance(value, dict) else _refuse()


def _moment(text: str) -> str:
    """A moment with its zone: without one it is in UTC, as everywhere here."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?(.*)", text)
    if not found:
        _refuse()
    if found[1].startswith("0000"):
        # The zero of MySQL is no moment.
        _refuse()
    zone = found[3].strip()
    return f"{found[1]}T{found[2] or '00:00:00'}{zone or 'Z'}"


def _refuse() -> NoReturn:
    raise NotSayable


def _is_whole(text: str) -> bool:
    """Whether the first parenthesis is closed by the last."""
    depth = 0
    for position, character in enumerate(re.sub(r"'(?:[^']|'')*'", _blank, text)):
        depth += (character == "(") - (character == ")")
        if not depth:
            return position == len(text) - 1
    return False


def _blank(found: re.Match[str]) -> str:
    return "_" * len(found[0])


def _is_closed(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("'") % 2 == 0
