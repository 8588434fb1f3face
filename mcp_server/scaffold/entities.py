"""What a specification is made of: fields, entities and relationships."""

from typing import Literal

from pydantic import Field as Described
from pydantic import JsonValue

from mcp_server.results import Value
from mcp_server.scaffold import names

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
        "and the foreign keys of relationships are added for you: leave them out.",
    )
    type: FieldType = Described(
        default="str",
        description="`str`: short text (VARCHAR, 255 characters unless max_length "
        "says otherwise). `text`: long text. `int`: 32 bits. `decimal`: money and "
        "other exact numbers. `datetime`: aware, kept in UTC. `enum`: one of "
        "`values`. `json`: an object. `bytes`: base64 in JSON. `email`: an address of "
        "up to 320 characters. `bigint`: 64 bits. `time`: of day, without a zone. "
        "`timedelta`: a duration, ISO 8601 in JSON, at most 1,000 years.",
    )
    required: bool = Described(
        default=True,
        description="True: the column is NOT NULL, and a value must be sent unless "
        "there is a default. False: NULL is allowed.",
    )
    unique: bool = Described(
        default=False,
        description="No two rows have the same value; a duplicate is answered "
        "with 409. Not for text, bool, float, enum, json and bytes.",
    )
    index: bool = Described(
        default=False,
        description="Index the column, for what lists are filtered or sorted by. "
        "Unique columns and foreign keys are indexed anyway. Not for text, json "
        "and bytes.",
    )
    default: JsonValue = Described(
        default=None,
        description="Value when none is sent, written as JSON: 0, true, `draft`, "
        "`2026-01-31`, `12:30:00`, `P1DT2H`, `9.99`, {}. `now` for a datetime, `today` "
        "for a date and `random` for a uuid are computed for each row.",
    )
    max_length: int | None = Described(
        default=None,
        ge=1,
        le=100_000,
        description="Longest text, in characters, or most bytes (65,536 unless sent). "
        "Only for str, text and bytes.",
    )
    ge: float | None = Described(
        default=None,
        ge=-FAR,
        le=FAR,
        description="Smallest value allowed. Only for int, bigint, float and decimal.",
    )
    le: float | None = Described(
        default=None,
        ge=-FAR,
        le=FAR,
        description="Largest value allowed. Only for int, bigint, float and decimal.",
    )
    max_digits: int = Described(
        default=12,
        ge=1,
        le=15,
        description="Digits of a decimal in all; SQLite keeps 15 at most.",
    )
    decimal_places: int = Described(
        default=2, ge=0, le=10, description="Digits of a decimal after the point."
    )
    values: list[str] = Described(
        default=[],
        max_length=100,
        description="What an enum can be, as it is stored and sent: "
        "[`draft`, `published`].",
    )
    server_default: bool = Described(
        default=False,
        description="True: the database computes the default too, so that rows made "
        "without this program have it. Needs `default`.",
    )
    secret: bool = Described(
        default=False,
        description="Accepted in requests, in no response: a password's hash, a token.",
    )
    read_only: bool = Described(
        default=False,
        description="In responses, accepted in no request: set by the program. Needs "
        "a default or required=false.",
    )
    column: str | None = Described(
        default=None,
        max_length=63,
        description="Name of the database's column where it differs from `name`.",
    )
    description: str = Described(
        default="",
        max_length=300,
        description="What the field means, in one line; it appears in the API's "
        "documentation.",
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
        description="Names of fields, or of relationships that lead to one row "
        "(`author` for its foreign key), in the order of the index.",
    )
    unique: bool = Described(
        default=False, description="No two rows have the same combination."
    )


class Check(Value):
    """A condition that the database enforces for every row."""

    name: str = Described(
        max_length=40, description="snake_case, unique in its table: `dates_in_order`."
    )
    condition: str = Described(
        max_length=300,
        description="SQL over the fields of the row: `starts_at < ends_at`.",
    )


class Entity(Value):
    """One table with its endpoints."""

    name: str = Described(
        max_length=30, description="Class name, singular PascalCase: `BlogPost`."
    )
    plural: str | None = Described(
        default=None,
        max_length=30,
        description="Table, module and route, snake_case. Send it only where the "
        "plural of the name is irregular: `people` is known, `sheep` is not.",
    )
    table: str | None = Described(
        default=None,
        max_length=63,
        description="Name of the table where it differs from the plural.",
    )
    key: Key | list[str] = Described(
        default="integer",
        description="Type of the primary key `id`: `uuid` (version 4) or `uuid7` "
        "(in order of time) where ids are shown to strangers or made in several "
        "places. Or the names of the fields and relationships that are the key: "
        "[`isbn`], [`order`, `line_number`].",
    )
    key_column: str | None = Described(
        default=None,
        max_length=63,
        description="Name of the database's column of `id` where it is another.",
    )
    fields: list[Field] = Described(
        max_length=60,
        description="The columns, without `id` and without foreign keys; none where "
        "an entity only connects others.",
    )
    indexes: list[Index] = Described(
        default=[], max_length=20, description="Over several columns."
    )
    checks: list[Check] = Described(
        default=[], max_length=20, description="Conditions for every row."
    )
    mixins: list[Mixin] = Described(
        default=[],
        description="`timestamps`: created_at, updated_at. `soft-delete`: DELETE sets "
        "deleted_at, and no endpoint shows the row any more. `version`: an update "
        "with an old version is answered with 409. `audit`: created_by, updated_by, "
        "from the request's header X-User.",
    )
    endpoints: list[Endpoint] = Described(
        default=list(ENDPOINTS), description="Which endpoints there are; all of them."
    )
    pagination: Pagination | None = Described(
        default=None, description="How lists are paged; as in `options` if left out."
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
        description="`one-to-many`: each target belongs to at most one source; the "
        "target gets the foreign key. `one-to-one`: the same, with a unique foreign "
        "key. `many-to-many`: a link table is made. Source and target may be the "
        "same entity: a tree is one-to-many with required=false. Foreign keys may "
        "form a circle if one of them has required=false."
    )
    source: str = Described(
        description="Name of the entity that has the list: the one side, or the side "
        "of a many-to-many whose responses carry the list (Post, for tags)."
    )
    target: str = Described(description="Name of the entity in the list.")
    name: str | None = Described(
        default=None,
        max_length=30,
        description="Attribute of `source` with the list; the plural of the target "
        "when left out: `posts`. For one-to-one the target itself: `profile`; for a "
        "tree `children`.",
    )
    reverse: str | None = Described(
        default=None,
        max_length=30,
        description="Attribute of `target` that leads back. Left out: the source in "
        "snake_case (`user`), in the plural for many-to-many, `parent` in a tree. It "
        "also names the foreign key: `author` makes `author_id`.",
    )
    required: bool = Described(
        default=True,
        description="Whether every target must have a source. Not for many-to-many; "
        "must be false where an entity refers to itself.",
    )
    on_delete: OnDelete | None = Described(
        default=None,
        description="One-to-many and one-to-one, when a source is deleted: `cascade` "
        "deletes its targets, `set-null` keeps them without a source (needs "
        "required=false), `restrict` refuses with 409. Left out: `restrict` if "
        "required, otherwise `set-null`. Many-to-many, when a target is deleted: "
        "`cascade` removes it from the lists (the default), `restrict` refuses while "
        "it is in one.",
    )
    embed: bool | None = Described(
        default=None,
        description="Whether responses of `source` carry the list. Send false where "
        "it can grow beyond about a hundred; the rows are then read with the filter "
        "of the target's own endpoint, such as GET /posts/?author_id=1. Left out: "
        "true, but false where source and target are the same entity.",
    )
    through: str | None = Described(
        default=None,
        max_length=30,
        description="Name of the link's class in a many-to-many: `Enrolment`.",
    )
    fields: list[Field] = Described(
        default=[],
        max_length=30,
        description="Data on the link of a many-to-many, such as `role` or "
        "`quantity`; it then has its own models and endpoints, PUT, PATCH and DELETE "
        "/courses/{course_id}/students/{student_id}. Needs `through`.",
    )
    column: str | None = Described(
        default=None,
        max_length=63,
        description="Name of the foreign key's column where it differs from the "
        "attribute that leads back with `_id` behind it. Of a many-to-many: the "
        "link's column that refers to `source`.",
    )
    target_column: str | None = Described(
        default=None,
        max_length=63,
        description="Many-to-many: name of the link's column that refers to `target` "
        "where it is another.",
    )
    table: str | None = Described(
        default=None,
        max_length=63,
        description="Many-to-many: name of the link's table where it is another.",
    )
