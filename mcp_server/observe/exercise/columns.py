"""A plausible Python value for each column that a row cannot do without."""

from contextlib import suppress
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import JSON, Column, DateTime, Enum, Numeric, String
from sqlalchemy.orm import Mapper
from sqlalchemy.types import TypeDecorator, TypeEngine

from mcp_server.observe.exercise import values


def is_required(
    mapper: Mapper[Any] | None, column: Column[Any], hint: dict[str, Any] | None = None
) -> bool:
    """Nobody else supplies it: no default, no counter, no database."""
    if column.computed is not None or column.identity is not None:
        return False
    if column.table.autoincrement_column is column:
        return False
    if column.default is not None or column.server_default is not None:
        return False
    if mapper is not None and _is_supplied(mapper, column):
        return False
    return not column.nullable or bool(hint and hint.get("required"))


def _is_supplied(mapper: Mapper[Any], column: Column[Any]) -> bool:
    """By inheritance, by a version counter or by the default of the field."""
    if column is mapper.polymorphic_on or column is mapper.version_id_col:
        return True
    if len(mapper.get_property_by_column(column).columns) > 1:
        return True  # the key of a joined table, which the ORM copies from its base
    field = _field(mapper, column)
    if field is None or field.is_required():
        return False
    return field.default_factory is not None or field.default is not None


def is_random_key(column: Column[Any]) -> bool:
    """A primary key that would be another one in each run."""
    return bool(
        column.primary_key and not column.foreign_keys and _of(column.type) is UUID
    )


def key(mapper: Mapper[Any], column: Column[Any]) -> str:
    """The attribute that holds the column."""
    return str(mapper.get_property_by_column(column).key)


def value(
    mapper: Mapper[Any] | None,
    column: Column[Any],
    n: int,
    hint: dict[str, Any] | None = None,
) -> Any:
    """A value that the column, the field's own constraints and the hint accept.

    Raises:
        Exception: the type is one that we cannot make a value of.
    """
    kind = _plain(column.type)
    if isinstance(kind, Enum) and kind.enums:
        name = kind.enums[n % len(kind.enums)]
        return _member(kind, name)
    schema, root = _schema(mapper, column)
    schema = {**schema, **(hint or {})}
    raw = values.sample({**schema, **_limits(kind, schema)}, root, column.name, n)
    if isinstance(kind, JSON) and kind is column.type:
        return raw
    made = TypeAdapter(_python_type(mapper, column, kind)).validate_python(raw)
    if isinstance(kind, DateTime) and not kind.timezone and hasattr(made, "tzinfo"):
        made = made.replace(tzinfo=None)
    return made


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that a decorator stands around."""
    while isinstance(kind, TypeDecorator) and _of(kind) is None:
        kind = kind.impl_instance
    return kind


def _of(kind: TypeEngine[Any]) -> type[Any] | None:
    """The Python type of its values, where it says so."""
    with suppress(NotImplementedError):
        return None if kind.python_type is object else kind.python_type
    return None


def _member(kind: Enum, stored: str) -> Any:
    """The member of a Python enum that is stored under a name."""
    members = list(kind.enum_class) if kind.enum_class else []
    if not kind.enum_class or len(members) != len(kind.enums):
        return stored
    return members[kind.enums.index(stored)]


def _python_type(
    mapper: Mapper[Any] | None, column: Column[Any], kind: TypeEngine[Any]
) -> Any:
    field = _field(mapper, column) if mapper is not None else None
    if field is not None and column.type is not kind and not _is_known(column.type):
        return field.annotation  # what a type decorator of the program takes
    annotation = field.annotation if field is not None else Any
    return _of(kind) or annotation


def _is_known(kind: TypeEngine[Any]) -> bool:
    """SQLModel's own decorators take what the type behind them takes."""
    return type(kind).__module__.partition(".")[0] in {"sqlmodel", "sqlalchemy"}


def _schema(
    mapper: Mapper[Any] | None, column: Column[Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a value of the column is, and where the references of that lead."""
    if mapper is not None and issubclass(mapper.class_, BaseModel):
        root = model_schema(mapper.class_)
        found = root.get("properties", {}).get(key(mapper, column))
        if isinstance(found, dict):
            return values.resolved(found, root), root
    kind = _plain(column.type)
    if known := _of(kind):
        found = TypeAdapter(known).json_schema()
        return values.resolved(found, found), found
    return {"type": "object"} if isinstance(kind, JSON) else {"type": "string"}, {}


@lru_cache(maxsize=200)
def model_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model by its field names; empty if it has none."""
    try:
        return model.model_json_schema(by_alias=False)
    except Exception:  # noqa: BLE001 - a type of the program that knows no schema
        return {}


def _limits(kind: TypeEngine[Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What the column itself says about its values."""
    if isinstance(kind, String) and kind.length is not None:
        return {"maxLength": min(kind.length, schema.get("maxLength", kind.length))}
    if isinstance(kind, Numeric) and kind.precision is not None:
        most = 10 ** (kind.precision - (kind.scale or 0)) - 1
        if schema.get("type") in ("number", "integer"):
            return {"maximum": min(most, schema.get("maximum", most))}
    return {}


def _field(mapper: Mapper[Any], column: Column[Any]) -> Any:
    if issubclass(mapper.class_, BaseModel):
        return mapper.class_.model_fields.get(key(mapper, column))
    return None
