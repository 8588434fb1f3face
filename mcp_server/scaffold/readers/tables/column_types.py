"""Types of databases and notations as types of fields."""

import re
from dataclasses import dataclass
from typing import Any

from mcp_server.scaffold.specification.entities import FieldType

WRITTEN = re.compile(
    r'\s*"?(?P<name>[^\W\d][\w.]*(?:\s+(?!unsigned|signed)[^\W\d]\w*)*)"?\s*'
    r"(?:\((?P<sizes>[^()]*)\))?(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
LONGEST_TEXT, MOST_DIGITS, MOST_PLACES = 100_000, 15, 10
KNOWN: dict[FieldType, str] = {
    "str": "char varchar nchar nvarchar varchar2 character bpchar citext string str "
    "varying inet cidr macaddr ltree name sysname url uri slug char_varying",
    "text": "text tinytext mediumtext longtext clob ntext xml nclob longchar",
    "int": "int integer smallint tinyint mediumint int2 int4 serial smallserial "
    "serial4 serial2 year short number_int autoincrement counter oid",
    "bigint": "bigint int8 bigserial serial8 long ubigint uint",
    "float": "float double real float4 float8 number",
    "decimal": "decimal numeric dec money smallmoney fixed currency",
    "bool": "bool boolean bit logical",
    "date": "date",
    "time": "time timetz",
    "datetime": "datetime timestamp timestamptz datetime2 smalldatetime instant "
    "datetimeoffset",
    "timedelta": "interval timedelta duration",
    "uuid": "uuid guid uniqueidentifier",
    "json": "json jsonb hstore object dict map",
    "bytes": "bytea blob binary varbinary image tinyblob mediumblob longblob bytes",
    "email": "email",
}
TYPES = {word: kind for kind, words in KNOWN.items() for word in words.split()}
# What no field can be; such columns are mostly filled by the database itself.
UNSAYABLE = {
    *("tsvector", "tsquery", "geometry", "geography", "point", "line", "polygon"),
    *("box", "circle", "path", "lseg", "linestring", "multipolygon", "int4range"),
    *("int8range", "numrange", "tsrange", "tstzrange", "daterange", "vector"),
    *("rowversion", "raster"),
}
TEXTUAL = {"inet", "cidr", "macaddr", "ltree", "xml", "set"}


UNSIZED = "has 12 digits, 2 of them after the point, since it says no number"
UNBOUNDED = re.compile(r"(character\s+varying|varchar|bpchar)\s*", re.IGNORECASE)


@dataclass
class ColumnType:
    """What a column is as a field."""

    type: FieldType | None
    """None: no field can be of this type."""
    options: dict[str, Any]
    note: str = ""
    """What is lost on the way, as the rest of a sentence about the column."""
    known: bool = True
    naive: bool = False


def column_type(written: str) -> ColumnType:
    """Read a type as it is written: `numeric(10,2)`, `character varying(40)`."""
    found = WRITTEN.match(written)
    if not found:
        return _unknown(written)
    words = found["name"].rpartition(".")[2].lower().split()
    rest = found["rest"].lower()
    if "[" in rest or words[0] == "array":
        note = f"is an array, `{written[:60]}`; it is written as json"
        return ColumnType("json", {}, note)
    if words[0] in UNSAYABLE:
        return ColumnType(None, {}, f"has the type `{written[:60]}`")
    kind = _kind(words, rest, found["sizes"])
    if kind is None:
        return _unknown(written)
    read = _sized(kind, found["sizes"], written, words)
    if kind in {"int", "bigint", "decimal", "float"} and "unsigned" in written.lower():
        read.options["ge"] = 0
    return read


def without_limit(written: str) -> str:
    """The type in a database that sets no limit where none is written."""
    return "text" if UNBOUNDED.fullmatch(written) else written


def _kind(words: list[str], rest: str, sizes: str | None) -> FieldType | None:
    first = words[0]
    if first in {"national", "native", "unsigned"} and len(words) > 1:
        return TYPES.get("bigint" if "big" in words else words[1])
    unsigned = "unsigned" in rest or first in {"uint", "ubigint"}
    if unsigned and TYPES.get(first) == "int" and first in {"int", "integer"}:
        return "bigint"
    return _unlike_its_name(words, sizes) or TYPES.get(first)


def _unlike_its_name(words: list[str], sizes: str | None) -> FieldType | None:
    """The type where its first word alone would say another, or nothing."""
    first = words[0]
    if first == "tinyint" and sizes == "1":
        return "bool"
    if first == "bit" and sizes not in {None, "1"}:
        return "bytes"
    if first == "set":
        return "str"
    # BLOB SUB_TYPE TEXT, which SQLite takes for text as well.
    large = first == "character" and "large" in words
    return "text" if large or (first == "blob" and words[-1] == "text") else None


def _sized(
    kind: FieldType, sizes: str | None, written: str, words: list[str]
) -> ColumnType:
    numbers = [int(one) for one in re.findall(r"\d{1,9}", sizes or "")]
    note = "" if words[0] not in TEXTUAL else _as_text(written, kind)
    if kind == "str" and words[0] != "set":
        return _text(sizes, numbers, note, words)
    if kind == "decimal":
        return _decimal(numbers, words[0])
    if kind == "bytes" and words[0] == "bit":
        note = f"has the type `{written[:60]}`; it is written as bytes"
    zoned = "tz" in words[0] or "with time" in written.lower()
    naive = kind == "datetime" and not zoned
    return ColumnType(kind, {}, note, naive=naive)


def _text(
    sizes: str | None, numbers: list[int], note: str, words: list[str]
) -> ColumnType:
    if sizes is not None and sizes.strip().lower() == "max":
        return ColumnType("text", {}, note)
    if not numbers:
        short = words[0] in {"char", "nchar", "character"} and "varying" not in words
        return ColumnType("str", {"max_length": 1} if short else {}, note)
    if not 1 <= numbers[0] <= LONGEST_TEXT:
        return ColumnType("text", {}, note)
    return ColumnType("str", {"max_length": numbers[0]}, note)


def _decimal(numbers: list[int], word: str) -> ColumnType:
    if word == "money":
        return ColumnType("decimal", {"max_digits": 15, "decimal_places": 2})
    if not numbers:
        return ColumnType("decimal", {}, UNSIZED, known=False)
    digits, places = numbers[0], (numbers[1] if len(numbers) > 1 else 0)
    fits = 1 <= digits <= MOST_DIGITS and places <= min(digits, MOST_PLACES)
    note = "" if fits else f"has {digits} digits; {MOST_DIGITS} are written"
    digits = min(max(digits, 1), MOST_DIGITS)
    places = min(places, MOST_PLACES, digits)
    return ColumnType("decimal", {"max_digits": digits, "decimal_places": places}, note)


def _as_text(written: str, kind: FieldType) -> str:
    return f"has the type `{written[:60]}`; it is written as {kind}"


def _unknown(written: str) -> ColumnType:
    if written.strip().lower() in {"", "null"}:
        return ColumnType("str", {}, "has no type; it is written as str", known=False)
    return ColumnType("str", {}, _as_text(written, "str"), known=False)
