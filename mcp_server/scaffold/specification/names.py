"""How one name becomes the others: class, variable, table, module and route."""

import builtins
import keyword
import re

IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "mouse": "mice",
    "foot": "feet",
    "tooth": "teeth",
    "quiz": "quizzes",
    "analysis": "analyses",
    "basis": "bases",
    "crisis": "crises",
    "diagnosis": "diagnoses",
    "datum": "data",
    "criterion": "criteria",
    "index": "indexes",
    "matrix": "matrices",
    "vertex": "vertices",
    **{f"{stem}f": f"{stem}ves" for stem in ("cal", "hal", "lea", "loa", "shel")},
    **{f"{stem}f": f"{stem}ves" for stem in ("thie", "wol")},
    **{f"{stem}fe": f"{stem}ves" for stem in ("kni", "li", "wi")},
    **{word: f"{word}es" for word in ("echo", "hero", "potato", "tomato", "veto")},
    **{word: word for word in ("aircraft", "data", "equipment", "feedback")},
    **{word: word for word in ("fish", "furniture", "information", "media")},
    **{
        word: word
        for word in ("metadata", "news", "series", "sheep", "software", "species")
    },
    **{word: word for word in ("staff", "stuff", "traffic", "weather")},
}
# A class of this name would hide one that the generated modules import.
TAKEN_CLASSES = {
    *(name for name in dir(builtins) if name[0].isupper()),
    *("APIRouter", "Any", "AsyncIterator", "ClassVar", "Decimal", "EmailText"),
    *(
        "Engine",
        "Field",
        "FiniteFloat",
        "HTTPException",
        "Iterator",
        "JSON_COLUMN",
        "JsonObject",
    ),
    *(
        "Key",
        "KeyText",
        "Limit",
        "MutableDict",
        "Offset",
        "Relationship",
        "RequestBody",
        "SQLModel",
    ),
    *("Sequence", "SessionDep", "StorableStr", "StrEnum", "Text", "UUID"),
    *("UtcDatetime", "WITH_RELATED"),
    *("BIGINT_KEY", "Base64", "BigInteger", "BigKey", "CheckConstraint", "Duration"),
    *("ForeignKey", "Optional"),
    *("ActingUser", "Audited", "CommaSeparated", "InQuery", "KeysetPageOf"),
    *("KeysetQuery", "ListQuery", "Literal", "OffsetQuery", "PageOf", "SoftDelete"),
    *("LIVE", "Timestamps", "Versioned"),
    *("SORT", "COLUMNS", "DRIVERS", "DUPLICATE", "FIELDS", "LONGEST", "REFUSED"),
    *("ItemT", "RowT"),
    *("Documented", "ErrorBody", "ErrorItem", "UNAVAILABLE", "UNPROCESSABLE"),
    *("Index", "Int32", "Int64", "LocalTime", "RandomId", "UniqueConstraint"),
}
# An attribute of this name would hide one of SQLModel's, or a type or module
# that later lines of the same class body use.
TAKEN_ATTRIBUTES = {
    *("construct", "copy", "dict", "from_orm", "json", "metadata", "parse_file"),
    *("parse_obj", "parse_raw", "registry", "schema", "schema_json"),
    *("model_computed_fields", "model_config", "model_construct", "model_copy"),
    *("model_extra", "model_fields", "model_fields_set", "model_json_schema"),
    *("model_parametrized_name", "model_post_init", "model_rebuild"),
    *("sqlmodel_update", "update_forward_refs", "validate"),
    *("bool", "choice", "dt", "int", "list", "today", "utc_now", "uuid4"),
    *("false", "func", "literal_column", "true", "uuid7"),
}
# Pydantic warns of an attribute that starts so.
PROTECTED = ("model_dump", "model_validate")
# A module of this name would hide one of the generated project's.
TAKEN_MODULES = {
    *("add_error_handlers", "app", "asynccontextmanager", "create_tables"),
    *("custom", "get_engine", "health", "lifespan", "main", "migrations", "schema"),
}


def snake_case(name: str) -> str:
    """`BlogPost` as `blog_post`, `HTTPServer` as `http_server`."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")


def camel_case(name: str) -> str:
    """`blog_post` as `BlogPost`; capitals inside a word are kept."""
    words = re.split(r"[^A-Za-z0-9]+", name)
    return "".join(word[:1].upper() + word[1:] for word in words)


def plural(word: str) -> str:
    """The plural of a snake_case name by the common rules of English."""
    head, _, last = word.rpartition("_")
    return f"{head}_{_plural_word(last)}" if head else _plural_word(last)


def _plural_word(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if re.search(r"[a-z]{2}sis$", word):
        return f"{word[:-2]}es"
    if re.search(r"(s|x|z|ch|sh)$", word):
        return f"{word}es"
    return f"{word}s"


def member_names(values: list[str]) -> list[str]:
    """The enum members for values: `in-progress` as `IN_PROGRESS`."""
    return [_member(value, number) for number, value in enumerate(values, 1)]


def _member(value: str, number: int) -> str:
    name = snake_case(value).upper()
    return name if name[:1].isalpha() else f"VALUE_{name or number}"


def is_identifier(name: str) -> bool:
    """Whether a name is in snake_case and no word of Python."""
    snake = re.fullmatch(r"[a-z][a-z0-9_]*", name)
    return bool(snake) and not keyword.iskeyword(name)


def is_attribute(name: str) -> bool:
    """Whether a name can be an attribute of a model."""
    return is_identifier(name) and not is_taken(name)


def is_column(name: str) -> bool:
    """Whether both databases take a name of a table or column, quoted or not.

    Dots, dollars, percent signs, colons and quotes mean something to SQLAlchemy.
    """
    return bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_ #-]*(?<! )", name))


def is_taken(name: str) -> bool:
    """Whether an attribute of this name would hide something that is needed."""
    reserved = name in TAKEN_ATTRIBUTES or name.startswith(PROTECTED)
    return reserved or keyword.iskeyword(name) or name.endswith("__")


def is_one_line(text: str) -> bool:
    """Whether a text is printable once its white space is made plain."""
    return " ".join(text.split()).isprintable()


def is_class(name: str) -> bool:
    """Whether a name can be a class: PascalCase, ASCII letters and digits."""
    return bool(re.fullmatch(r"[A-Z][A-Za-z0-9]*", name))
