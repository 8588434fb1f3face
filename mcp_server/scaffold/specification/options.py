"""Which options suit which field type; each objection is one sentence."""

import math
from collections.abc import Iterator
from decimal import Decimal

from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification import databasedefaults, names
from mcp_server.scaffold.specification.defaults import is_computed, read_default
from mcp_server.scaffold.specification.entities import Field

TEXTS = {"str", "text", "bytes"}
NUMBERS = {"int", "bigint", "float", "decimal"}
NEVER_UNIQUE = {"text", "bool", "float", "enum", "json", "bytes"}
NEVER_INDEXED = {"text", "json", "bytes"}
# A B-tree entry of PostgreSQL ends at 2704 bytes, a character takes up to 4.
INDEXED_CHARACTERS = 675
INT_MAX = 2**31 - 1
NAMED = "letters, digits, underscores, spaces, hyphens and #, a letter first"


def objections(field: Field) -> Iterator[str]:
    """What is wrong with a field on its own, without the place."""
    yield from _name(field)
    yield from _wrong_type(field)
    yield from _bounds(field)
    yield from _lookup(field)
    yield from _values(field)
    yield from _default(field)
    yield from _visibility(field)
    if field.column is not None and not names.is_column(field.column):
        yield f"`column` {field.column!r} is no name of a column; send {NAMED}"
    if not names.is_one_line(field.description):
        yield "`description` has control characters; send one line of plain text"


def _name(field: Field) -> Iterator[str]:
    if field.name == "id":
        yield "the key `id` is added for you; leave this field out"
    elif names.is_taken(field.name):
        yield (
            f"`{field.name}` is reserved by Python or SQLModel; send another name "
            f"such as `{field.name.strip('_')}_value`, and `column` if the database's "
            "name must stay"
        )
    elif not names.is_attribute(field.name):
        better = names.snake_case(field.name) or "title"
        yield f"`{field.name}` is no attribute name; send snake_case such as `{better}`"


def _wrong_type(field: Field) -> Iterator[str]:
    sent = field.model_fields_set
    misplaced = {
        "max_length": TEXTS,
        "ge": NUMBERS,
        "le": NUMBERS,
        "max_digits": {"decimal"},
        "decimal_places": {"decimal"},
        "values": {"enum"},
    }
    for option, types in misplaced.items():
        untouched = Field.model_fields[option].default == getattr(field, option)
        if option in sent and not untouched and field.type not in types:
            *first, last = sorted(types)
            suited = f"{', '.join(first)} and {last}" if first else last
            yield f"`{option}` is for {suited}, not for {field.type}; leave it out"


def _bounds(field: Field) -> Iterator[str]:
    ends = [end for end in (field.ge, field.le) if end is not None]
    if len(ends) == 2 and ends[0] >= ends[1]:
        low, high = map(literals.bound, ends)
        yield f"`ge` {low} is not below `le` {high}; send a smaller `ge`"
    elif field.type == "int" and any(end % 1 or abs(end) > INT_MAX for end in ends):
        yield f"`ge` and `le` of an int are whole numbers within {INT_MAX}; send such"
    elif field.type == "bigint" and any(end % 1 for end in ends):
        yield "`ge` and `le` of a bigint are whole numbers; send such"
    elif field.type == "decimal":
        yield from _decimal_bounds(field, ends)


def _decimal_bounds(field: Field, ends: list[float]) -> Iterator[str]:
    largest = 10 ** (field.max_digits - field.decimal_places)
    unit = Decimal(1).scaleb(-field.decimal_places)
    low, *high = [Decimal(str(end)) for end in ends] or [Decimal()]
    if field.decimal_places > field.max_digits:
        yield "`decimal_places` exceeds `max_digits`; send a larger `max_digits`"
    elif any(abs(end) >= largest for end in ends):
        yield f"`ge` and `le` need more than `max_digits` {field.max_digits}; raise it"
    elif high and math.floor(high[0] / unit) <= math.ceil(low / unit):
        yield "`ge` and `le` are closer than `decimal_places` allow; send more places"


def _lookup(field: Field) -> Iterator[str]:
    if field.unique and field.type in NEVER_UNIQUE:
        yield f"a {field.type} cannot be `unique`; leave `unique` out"
    if field.index and field.type in NEVER_INDEXED:
        yield f"a {field.type} cannot have an `index`; send type `str` or no `index`"
    looked_up = field.type == "str" and (field.unique or field.index)
    if looked_up and (field.max_length or 0) > INDEXED_CHARACTERS:
        yield (
            f"an indexed str has at most {INDEXED_CHARACTERS} characters, the most "
            "an index of PostgreSQL takes; send a smaller `max_length`"
        )


def _values(field: Field) -> Iterator[str]:
    if field.type != "enum":
        return
    members = names.member_names(field.values)
    if not members:
        yield "an enum needs `values`; send them, such as [`draft`, `published`]"
    elif not all(_is_value(value) for value in field.values):
        yield "each of the `values` has 1 to 32 printable characters; send such"
    elif len(set(members)) < len(members):
        yield "two enum `values` are equal but for case and punctuation; drop one"


def _is_value(value: str) -> bool:
    return 1 <= len(value) <= 32 and value.isprintable()


def _visibility(field: Field) -> Iterator[str]:
    if field.unique and field.read_only and field.default == "today":
        yield "a unique field cannot be `today` for all rows of a day; send no `unique`"
    if field.read_only and field.required and field.default is None:
        yield (
            "no request can send a `read_only` field; send a `default` or "
            "required=false with it"
        )
    said = databasedefaults.objection(field) if field.server_default else None
    if said:
        yield said


def _default(field: Field) -> Iterator[str]:
    if field.default is None:
        return
    if field.unique and not is_computed(field):
        yield "a unique field cannot have one `default` for every row; leave it out"
    try:
        read_default(field)
    except ValueError as wanted:
        shown = repr(field.default)[:60]
        yield f"`default` {shown} does not suit the type {field.type}; send {wanted}"
