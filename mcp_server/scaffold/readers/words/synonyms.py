"""What is written instead of the words of a specification, if it means one thing."""

# Options in snake_case, by the model that they are of.
SPEC = {
    "app_name": "name",
    "associations": "relationships",
    "models": "entities",
    "project": "name",
    "project_name": "name",
    "relations": "relationships",
    "tables": "entities",
}
ENTITY = {
    "attributes": "fields",
    "columns": "fields",
    "id_type": "key",
    "pk": "key",
    "primary_key": "key",
    "relations": "relationships",
    "table_name": "table",
    "tablename": "table",
}
FIELD = {
    "allowed_values": "values",
    "choices": "values",
    "column_name": "column",
    "comment": "description",
    "db_column": "column",
    "default_factory": "default",
    "digits": "max_digits",
    "enum": "values",
    "enum_values": "values",
    "help_text": "description",
    "indexed": "index",
    "length": "max_length",
    "max": "le",
    "max_size": "max_length",
    "max_value": "le",
    "maximum": "le",
    "members": "values",
    "min": "ge",
    "min_value": "ge",
    "minimum": "ge",
    "options": "values",
    "precision": "max_digits",
    "readonly": "read_only",
    "scale": "decimal_places",
    "write_only": "secret",
}
RELATIONSHIP = {
    "back_populates": "reverse",
    "backref": "reverse",
    "cardinality": "kind",
    "child": "target",
    "from": "source",
    "columns": "fields",
    "extra_fields": "fields",
    "from_entity": "source",
    "from_table": "source",
    "link_fields": "fields",
    "link_model": "through",
    "ondelete": "on_delete",
    "parent": "source",
    "source_entity": "source",
    "source_table": "source",
    "target_entity": "target",
    "target_table": "target",
    "to": "target",
    "to_entity": "target",
    "to_table": "target",
    "type": "kind",
}
INDEX = {"columns": "fields"}
CHECK = {"check": "condition", "expression": "condition", "sql": "condition"}
OPTIONS = {"alembic": "migrations", "api_prefix": "prefix", "db": "database"}
# Of a field: what it refers to.
FOREIGN = ("fk", "foreign_key", "references")
# Around a whole specification.
WRAPPERS = ("project", "schema", "spec", "specification")
# Kinds of a relationship from an entity to itself.
TREES = {"selfreference", "selfreferencing", "selfreferential", "tree"}
# Say of a field or a relationship that it is not `required`.
OPTIONAL = ("allow_null", "null", "nullable", "optional")
# Of an entity: lists of what is unique together.
UNIQUE = ("unique_constraints", "unique_together", "uniques")

# Values, in letters and digits alone, by the option that they are of.
KINDS = {
    "11": "one-to-one",
    "1m": "one-to-many",
    "1n": "one-to-many",
    "hasmany": "one-to-many",
    "hasone": "one-to-one",
    "m2m": "many-to-many",
    "mm": "many-to-many",
    "mn": "many-to-many",
    "nm": "many-to-many",
    "nn": "many-to-many",
    "onetomany": "one-to-many",
    "onetoone": "one-to-one",
    "manytomany": "many-to-many",
}
# From the side of the foreign key: source and target change places.
BACKWARDS = {"belongsto", "m1", "manytoone", "n1"}
ON_DELETE = {
    "cascade": "cascade",
    "noaction": "restrict",
    "nullify": "set-null",
    "protect": "restrict",
    "restrict": "restrict",
    "setnull": "set-null",
}
MIXINS = {
    "audit": "audit",
    "auditable": "audit",
    "audited": "audit",
    "optimisticlock": "version",
    "optimisticlocking": "version",
    "softdelete": "soft-delete",
    "softdeletes": "soft-delete",
    "timestamp": "timestamps",
    "timestamped": "timestamps",
    "timestamps": "timestamps",
    "version": "version",
    "versioned": "version",
}
KEYS = {
    "autoincrement": "integer",
    "bigint": "bigint",
    "bigserial": "bigint",
    "int": "integer",
    "integer": "integer",
    "serial": "integer",
    "uuid": "uuid",
    "uuid4": "uuid",
    "uuid7": "uuid7",
    "uuidv4": "uuid",
    "uuidv7": "uuid7",
}
ENDPOINTS = {
    "create": "create",
    "delete": "delete",
    "get": "read",
    "list": "list",
    "patch": "update",
    "post": "create",
    "put": "update",
    "read": "read",
    "retrieve": "read",
    "update": "update",
}
CHOSEN: dict[str, dict[str, object]] = {
    "mode": {"async": "async", "asynchronous": "async", "sync": "sync"},
    "layout": {
        "file": "file",
        "onefile": "file",
        "package": "package",
        "single": "file",
        "singlefile": "file",
    },
    "database": {
        "pg": "postgresql",
        "postgres": "postgresql",
        "postgresql": "postgresql",
        "sqlite": "sqlite",
        "sqlite3": "sqlite",
    },
    "migrations": {"alembic": True, "false": False, "none": False, "true": True},
    "pagination": {
        "cursor": "keyset",
        "keyset": "keyset",
        "limitoffset": "offset",
        "offset": "offset",
    },
}
# Types of Python and Pydantic that no database has.
TYPES = {
    "biginteger": "bigint",
    "datetime.date": "date",
    "datetime.datetime": "datetime",
    "date-time": "datetime",
    "emailstr": "email",
    "enumeration": "enum",
    "float32": "float",
    "float64": "float",
    "int32": "int",
    "int64": "bigint",
    "largebinary": "bytes",
    "smallinteger": "int",
    "strenum": "enum",
    "uuid4": "uuid",
}
# What databases and notations call by names that say too little here.
UNCLEAR = {
    *("array", "autoincrement", "bigserial", "counter", "image", "list", "number"),
    *("oid", "serial", "set", "short", "smallserial", "tuple", "year"),
}
DEFAULTS: dict[str, dict[str, object]] = {
    "date": {"currentdate": "today", "datetoday": "today", "today": "today"},
    "datetime": {
        "currenttimestamp": "now",
        "datetimenow": "now",
        "datetimeutcnow": "now",
        "funcnow": "now",
        "now": "now",
        "utcnow": "now",
    },
    "uuid": {
        "genrandomuuid": "random",
        "random": "random",
        "uuid4": "random",
        "uuiduuid4": "random",
    },
    "bool": {"false": False, "true": True},
}
# Last words of names that are written as a plural and mean one row, or no number.
ALWAYS_PLURAL = {
    *("analytics", "atlas", "canvas", "credentials", "data", "details", "lens"),
    *("logistics", "media", "metrics", "news", "preferences", "sales", "series"),
    *("settings", "species", "statistics", "stats"),
}
