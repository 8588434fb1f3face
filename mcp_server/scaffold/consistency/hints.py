"""What to send instead of what is often sent and cannot be read."""

RELATED = (
    "foreign keys come from `relationships`: leave this field out and send a "
    "relationship, whose `reverse` `author` makes the column `author_id`"
)
BOUNDS = "bounds include their own value: send `ge` or `le`"
LIST = (
    "a column has one value: send an entity of its own with a one-to-many, or `json`, "
    "which is an object"
)
NUMBER = "send `int`, `float`, or `decimal` for money"
CHECK = "send it in the entity's `checks`, as the condition length(title) >= 3"
LATER = "add it to the generated models afterwards"
BESIDE = "send `relationships` beside `entities`, each pair once"
TYPES = {
    **dict.fromkeys(("array", "list", "set", "tuple"), LIST),
    **dict.fromkeys(("fk", "foreign_key", "foreignkey", "reference", "ref"), RELATED),
    **dict.fromkeys(("bigserial", "counter", "serial", "smallserial"), NUMBER),
    "number": NUMBER,
    "choice": "send `enum` with `values`",
    "file": "send `bytes`, or `str` for where the file is",
    "password": "send `str` with secret=true, and keep only a hash",
    "phone": "send `str` with `max_length`",
    "year": "send `int` with `ge` and `le`",
}
OPTIONS = {
    **dict.fromkeys(("fk", "foreign_key", "references", "relationship"), RELATED),
    **dict.fromkeys(("exclusive_maximum", "exclusive_minimum", "gt", "lt"), BOUNDS),
    **dict.fromkeys(("pattern", "regex"), LATER),
    **dict.fromkeys(
        ("auto_now", "auto_now_add", "on_update", "onupdate"),
        "send the mixin `timestamps`, or the default `now`",
    ),
    "cascade": "send `on_delete`: `cascade`, `set-null` or `restrict`",
    "constraints": "send `checks`, and `indexes` with unique=true",
    "min_length": CHECK,
    "relations": BESIDE,
    "relationships": BESIDE,
}


def of_type(sent: object) -> str | None:
    """What to send instead of a type that there is not."""
    text = str(sent)
    name = text.lower().partition("[")[0].partition("(")[0].strip()
    # `Post[]` and `User` are classes, as in the schemas of other tools.
    is_class = text.endswith("[]") or (text[:1].isupper() and text[1:].islower())
    return TYPES.get(name) or (RELATED if is_class and name != "any" else None)


def of_option(name: str) -> str | None:
    """What to send instead of an option that there is not."""
    return OPTIONS.get(name)
