"""Plausible values for JSON schemas: what a user would send, the same in every run."""

import re
from typing import Any

WORDS = {
    "email": "user{n}@example.com",
    "url": "https://example.com/{n}",
    "phone": "+1555010{n:04d}",
    "password": "Secret-passw0rd-{n}",
    "country": "US",
    "currency": "EUR",
    "slug": "item-{n}",
    "username": "user{n}",
}
"""By part of a field's name: what people enter there."""
FORMATS = {
    "date-time": "2026-01-{day:02d}T12:00:00Z",
    "date": "2026-01-{day:02d}",
    "time": "12:00:{day:02d}",
    "duration": "PT{day}H",
    "uuid": "00000000-0000-4000-8000-{n:012x}",
    "email": "user{n}@example.com",
    "uri": "https://example.com/{n}",
    "ipv4": "192.0.2.{day}",
    "ipv6": "2001:db8::{day:x}",
    "ipvanyaddress": "192.0.2.{day}",
    "ipvanynetwork": "192.0.2.0/24",
    "binary": "bytes {n}",
    "json-string": "{{}}",
}
DEEPEST = 5
"""Schemas within schemas that are followed."""
COMMON_PATTERNS = ("{n}", "a{n}", "A{n}", "abc", "ABC", "+15550100{n:03d}", "item-{n}")
"""What is tried for a pattern: best effort."""
CLASS = re.compile(r"\[([^\]\\^])[^\]]*\](?:\{(\d+)(?:,\d*)?\}|[+*])?")


def resolved(schema: Any, root: dict[str, Any]) -> dict[str, Any]:
    """The schema behind references, and the first alternative that is not null."""
    for _ in range(10):
        if not isinstance(schema, dict):
            return {}
        if "$ref" in schema:
            schema = _referred(str(schema["$ref"]), root)
        elif alternatives := schema.get("anyOf") or schema.get("oneOf"):
            schema = _outer(schema, _preferred(alternatives, root))
        elif len(schema.get("allOf") or ()) == 1:
            schema = _outer(schema, schema["allOf"][0])
        else:
            return schema
    return {}


def _outer(schema: dict[str, Any], inner: Any) -> dict[str, Any]:
    """The alternative, with the examples that stand around it."""
    around: dict[str, Any] = {
        name: schema[name] for name in ("examples", "example") if name in schema
    }
    return {**around, **inner} if isinstance(inner, dict) else {}


def _referred(reference: str, root: dict[str, Any]) -> Any:
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return found


def _preferred(alternatives: list[Any], root: dict[str, Any]) -> Any:
    """Numbers before the text that Decimal also takes; never null if avoidable."""
    given = [one for one in alternatives if isinstance(one, dict)]
    useful = [one for one in given if one.get("type") != "null"]
    return (useful or given or [{}])[0]


def accepts_null(schema: Any, root: dict[str, Any]) -> bool:
    """The schema says that null is a value."""
    if not isinstance(schema, dict):
        return False
    if "$ref" in schema:
        return accepts_null(_referred(str(schema["$ref"]), root), root)
    alternatives = [*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]
    kinds = schema.get("type")
    return (
        kinds == "null"
        or (isinstance(kinds, list) and "null" in kinds)
        or any(accepts_null(one, root) for one in alternatives)
    )


def sample(
    schema: Any, root: dict[str, Any], name: str = "", n: int = 1, depth: int = 0
) -> Any:
    """A value of the schema; another `n` gives another value where there is one."""
    one = resolved(schema, root)
    found, given = _given(one, n)
    if found:
        return given
    kind = one.get("type")
    if isinstance(kind, list):
        kind = next((other for other in kind if other != "null"), None)
    if kind == "object" or "properties" in one:
        return body(one, root, n, depth)
    if kind == "array":
        return _array(one, root, name, n, depth)
    return _scalar(one, kind, name, n)


def _given(schema: dict[str, Any], n: int) -> tuple[bool, Any]:
    """A value that the schema itself names."""
    for known in ("const", "example"):
        if known in schema:
            return True, schema[known]
    for several in ("enum", "examples"):
        if isinstance(schema.get(several), list) and schema[several]:
            return True, schema[several][n % len(schema[several])]
    return False, None


def _scalar(schema: dict[str, Any], kind: Any, name: str, n: int) -> Any:
    if kind in ("integer", "number"):
        return number(schema, n, whole=kind == "integer")
    if kind == "boolean":
        return bool(n % 2)
    return text(schema, name, n) if kind == "string" else f"{name or 'value'} {n}"


def body(
    schema: Any, root: dict[str, Any], n: int = 1, depth: int = 0
) -> dict[str, Any]:
    """An object with all properties of the schema, also those that are optional."""
    one = resolved(schema, root)
    properties = one.get("properties")
    if depth >= DEEPEST or not isinstance(properties, dict):
        return {}
    return {
        name: sample(inner, root, name, n, depth + 1)
        for name, inner in properties.items()
        if not (isinstance(inner, dict) and inner.get("readOnly"))
    }


def _array(
    schema: dict[str, Any], root: dict[str, Any], name: str, n: int, depth: int
) -> list[Any]:
    if prefix := schema.get("prefixItems"):
        return [sample(one, root, name, n, depth + 1) for one in prefix]
    items = schema.get("items")
    if depth >= DEEPEST or not isinstance(items, dict):
        return []
    count = max(1, min(int(schema.get("minItems", 1)), 20))
    return [sample(items, root, name, n + i, depth + 1) for i in range(count)]


def number(schema: dict[str, Any], n: int, *, whole: bool) -> int | float:
    """A small positive number within the bounds of the schema."""
    step = schema.get("multipleOf") or 1
    low, high = _bounds(schema, step)
    value: float = n * step
    if low is not None and value < low:
        value = low + (n - 1) * step
        value = -(-value // step) * step if schema.get("multipleOf") else value
    if high is not None and value > high:
        span = int((high - low) // step) + 1 if low is not None else 1
        value = high - (n % max(span, 1)) * step
    return int(value) if whole else value


def _bounds(schema: dict[str, Any], step: float) -> tuple[float | None, float | None]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema:
        low = schema["exclusiveMinimum"] + step
    if "exclusiveMaximum" in schema:
        high = schema["exclusiveMaximum"] - step
    return low, high


def text(schema: dict[str, Any], name: str, n: int) -> str:
    """A text of the schema's format, pattern and length, telling of its field."""
    pattern = schema.get("pattern")
    if schema.get("format") in FORMATS:
        made = FORMATS[schema["format"]].format(n=n, day=n % 28 + 1)
    elif isinstance(pattern, str):
        made = _of_pattern(pattern, n)
    else:
        made = _telling(name, n)
    return made if pattern else _of_length(made, schema, n)


def _telling(name: str, n: int) -> str:
    for part, form in WORDS.items():
        if part in name.lower():
            return form.format(n=n)
    return f"{name or 'value'} {n}"


def _of_length(made: str, schema: dict[str, Any], n: int) -> str:
    """The text cut at its beginning or filled: its number makes it unique."""
    shortest, longest = int(schema.get("minLength", 0)), schema.get("maxLength")
    if len(made) < shortest:
        made += "x" * min(shortest - len(made), 10_000)
    if isinstance(longest, int) and len(made) > longest:
        made = (
            f"{made[: max(0, longest - len(str(n)))]}{n}"[-longest:] if longest else ""
        )
    return made


def _of_pattern(pattern: str, n: int) -> str:
    try:
        known = re.compile(pattern)
    except re.error:
        return _telling("", n)
    attempts = [form.format(n=n) for form in COMMON_PATTERNS]
    literal = CLASS.sub(
        _repeated, pattern.replace(r"\d", "[1-9]").replace(r"\w", "[a-z]")
    )
    literal = literal.strip("^$").replace("\\", "")
    digits = iter(str(n).zfill(literal.count("1")))
    attempts += [
        "".join(next(digits, "1") if c == "1" else c for c in literal),
        literal,
    ]
    attempts += ["a" * k for k in (1, 2, 3, 4, 8, 16)]
    attempts += ["1" * k for k in (2, 3, 4, 5, 6, 8, 10)]
    attempts += ["A" * k for k in (1, 2, 3, 4, 8)]
    return next((one for one in attempts if known.search(one)), attempts[0])


def _repeated(found: re.Match[str]) -> str:
    return found[1] * min(int(found[2] or 1), 100)
