"""What a specification is made of: fields, entities and relationships."""

from typing import Literal

from pydantic import Field as Described
from pydantic import JsonValue

from mcp_server.results import Value
from mcp_server.scaffold.specification import names

FieldType = Literal[
    "str",
    "text",
    "int",
    "bigint",
    "float",
    "decimal",
    "bool",
    "date",
    "time",
    "datetime",
    "timedelta",
    "uuid",
    "enum",
    "json",
    "bytes",
    "email",
]
Key = Literal["integer", "bigint", "uuid", "uuid7"]
Mixin = Literal["timestamps", "soft-delete", "version", "audit"]
LinkMixin = Literal["timestamps", "audit"]
Endpoint = Literal["list", "create", "read", "update", "delete"]
ENDPOINTS: tuple[Endpoint, ...] = ("list", "create", "read", "update", "delete")
Pagination = Literal["offset", "keyset"]
EMAIL_LENGTH = 320
# Without max_length.
LENGTHS = {"str": 255, "bytes": 65_536}
FAR = 1e15
OnDelete = Literal["cascade", "set-null", "restrict"]


class Field(Value):
    """One column of an entity, besides its key and its foreign keys."""

    name: str = Described(
        max_length=30,
        description="Attribute and column, snake_case: `published_at`. The key `id` "
        "and foreign keys are added for you.",
    )
    type: FieldType = Described(
        default="str",
        description="`str`: at most 255 characters without max_length. "
        "`int`: 32 bits, `bigint`: 64. `decimal`: money. `datetime`: "
        "aware, in UTC; `time`: without a zone. `timedelta`: ISO 8601 in "
        "JSON. `enum`: one of `values`. `json`: an object. `bytes`: "
        "base64 in JSON.",
    )
    required: bool = Described(
        default=True,
        description="False: NULL is allowed. True: sent unless there is a default.",
    )
    unique: bool = Described(
        default=False,
        description="A duplicate is answered with 409. Not for text, bool, float, "
        "enum, json, bytes.",
    )
    index: bool = Described(
        default=False,
        description="For what lists are filtered or sorted by. Unique columns and "
        "foreign keys have one. Not for text, json, bytes.",
    )
    default: JsonValue = Described(
        default=None,
        description="As JSON: 0, true, `draft`, `2026-01-31`, `P1DT2H`, `9.99`, {}. "
        "For each row: `now` (datetime), `today` (date), `random` (uuid).",
    )
    max_length: int | None = Described(
        default=None,
        ge=1,
        le=100_000,
        description="Characters of str and text, or bytes.",
    )
    ge: float | None = Described(
        default=None,
        ge=-FAR,
        le=FAR,
        description="Smallest number.",
    )
    le: float | None = Described(
        default=None,
        ge=-FAR,
        le=FAR,
        description="Largest number.",
    )
    max_digits: int = Described(
        default=12,
        ge=1,
        le=15,
        description="Of a decimal, in all.",
    )
    decimal_places: int = Described(default=2, ge=0, le=10, description="Of a decimal.")
    values: list[str] = Described(
        default=[],
        max_length=100,
        description="Of an enum, as stored and sent: [`draft`, `published`].",
    )
    server_default: bool = Described(
        default=False,
        description="The database fills in `default` too, for rows made without this "
        "program.",
    )
    secret: bool = Described(
        default=False,
        description="In requests, in no response.",
    )
    read_only: bool = Described(
        default=False,
        description="In responses, in no request. Needs a default or required=false.",
    )
    column: str | None = Described(
        default=None,
        max_length=63,
        description="The database's column, if not `name`.",
    )
    description: str = Described(
        default="",
        max_length=300,
        description="One line, for the API's documentation.",
    )

    @property
    def longest(self) -> int | None:
        """How many characters a text may have, or how many bytes."""
        if self.type == "email":
            return EMAIL_LENGTH
        return self.max_length or LENGTHS.get(self.type)

    @property
    def column_name(self) -> str:
        """The column in the database."""
        return self.column or self.name


class Index(Value):
    """An index, or a unique constraint, over several columns."""

    fields: list[str] = Described(
        min_length=1,
        max_length=8,
        description="Fields, or relationships that lead to one row (`author`), in "
        "order.",
    )
    unique: bool = Described(default=False, description="No combination twice.")


class Check(Value):
    """A condition that the database enforces for every row."""

    name: str = Described(max_length=40, description="snake_case: `dates_in_order`.")
    condition: str = Described(
        max_length=300,
        description="SQL over the fields of the row: `starts_at < ends_at`.",
    )


class Entity(Value):
    """One table with its endpoints."""

    name: str = Described(
        max_length=30, description="Class, singular PascalCase: `BlogPost`."
    )
    plural: str | None = Described(
        default=None,
        max_length=30,
        description="Table, module and route, snake_case; only where it is irregular.",
    )
    table: str | None = Described(
        default=None,
        max_length=63,
        description="The table, if not the plural.",
    )
    key: Key | list[str] = Described(
        default="integer",
        description="Type of the key `id`; `uuid` (4) or `uuid7` (in order of time) "
        "where strangers see ids. Or the fields and relationships it "
        "consists of: [`order`, `line_number`].",
    )
    key_column: str | None = Described(
        default=None,
        max_length=63,
        description="The database's column of `id`, if another.",
    )
    fields: list[Field] = Described(
        max_length=60,
        description="Without `id` and foreign keys; none where an entity only "
        "connects others.",
    )
    indexes: list[Index] = Described(
        default=[], max_length=20, description="Over several columns."
    )
    checks: list[Check] = Described(
        default=[], max_length=20, description="For every row."
    )
    mixins: list[Mixin] = Described(
        default=[],
        description="`timestamps`: created_at, updated_at. `soft-delete`: DELETE sets"
        " deleted_at and hides the row. `version`: updating an old "
        "version is answered with 409. `audit`: created_by, updated_by, "
        "from the header X-User.",
    )
    endpoints: list[Endpoint] = Described(
        default=list(ENDPOINTS), description="All of them, unless sent."
    )
    pagination: Pagination | None = Described(
        default=None, description="If other than in `options`."
    )
    description: str = Described(
        default="", max_length=300, description="What a row stands for, in one line."
    )

    @property
    def snake(self) -> str:
        """The name as a variable: `blog_post`."""
        return names.snake_case(self.name)

    @property
    def plural_name(self) -> str:
        """The table and module: `blog_posts`."""
        return self.plural or names.plural(self.snake)

    @property
    def table_name(self) -> str:
        """The table in the database."""
        return self.table or self.plural_name

    @property
    def natural(self) -> list[str]:
        """Fields and relationships that are the key; none where it is `id`."""
        return [] if isinstance(self.key, str) else self.key


class Relationship(Value):
    """A connection between two entities; foreign keys and link tables follow."""

    kind: Literal["one-to-many", "one-to-one", "many-to-many"] = Described(
        description="`one-to-many`: each target belongs to at most one source and "
        "gets the foreign key. `one-to-one`: the same, unique. "
        "`many-to-many`: a link table is made. A tree is one-to-many from"
        " an entity to itself with required=false. Foreign keys may form "
        "a circle if one has required=false."
    )
    source: str = Described(
        description="Entity with the list: the one side, or the side of a "
        "many-to-many whose responses carry it (Post, for tags)."
    )
    target: str = Described(description="Entity in the list.")
    name: str | None = Described(
        default=None,
        max_length=30,
        description="Attribute of `source`; unless sent the plural of the target: "
        "`posts`; of one-to-one the target; of a tree `children`.",
    )
    reverse: str | None = Described(
        default=None,
        max_length=30,
        description="Attribute of `target` that leads back: the source unless sent "
        "(`user`; the plural for many-to-many; `parent` in a tree). "
        "`author` makes the foreign key `author_id`.",
    )
    required: bool = Described(
        default=True,
        description="Whether every target must have a source. Not for many-to-many; "
        "false where an entity refers to itself.",
    )
    on_delete: OnDelete | None = Described(
        default=None,
        description="When a source is deleted: `cascade` deletes its targets, "
        "`set-null` keeps them (needs required=false), `restrict` refuses"
        " with 409. Unless sent: `restrict` if required, else `set-null`."
        " Many-to-many, when a target is deleted: `cascade` removes it "
        "from the lists (the default), `restrict` refuses.",
    )
    embed: bool | None = Described(
        default=None,
        description="Responses of `source` carry the list. Send false where it can "
        "grow beyond a hundred: GET /posts/?author_id=1 lists them too. "
        "Unless sent, false only from an entity to itself.",
    )
    through: str | None = Described(
        default=None,
        max_length=30,
        description="Class of a many-to-many's link: `Enrolment`.",
    )
    fields: list[Field] = Described(
        default=[],
        max_length=30,
        description="Data on the link, such as `quantity`; it then has its own models"
        " and endpoints, PUT, PATCH, DELETE "
        "/courses/{id}/students/{id}. Needs `through`.",
    )
    mixins: list[LinkMixin] = Described(default=[], description="Of the link.")
    column: str | None = Described(
        default=None,
        max_length=63,
        description="The foreign key's column, if not `reverse` with `_id`. "
        "Many-to-many: the link's column for `source`.",
    )
    target_column: str | None = Described(
        default=None,
        max_length=63,
        description="Many-to-many: the link's column for `target`.",
    )
    table: str | None = Described(
        default=None,
        max_length=63,
        description="Many-to-many: the link's table.",
    )
