"""Columns that an entity takes from a mixin, and what they mean for its endpoints."""

from mcp_server.scaffold.specification.entities import Entity, Mixin

CLASSES: dict[Mixin, str] = {
    "timestamps": "Timestamps",
    "audit": "Audited",
    "version": "Versioned",
    "soft-delete": "SoftDelete",
}
COLUMNS: dict[Mixin, tuple[str, ...]] = {
    "timestamps": ("created_at", "updated_at"),
    "audit": ("created_by", "updated_by"),
    "version": ("version",),
    "soft-delete": ("deleted_at",),
}
# Hidden rows are in no response, so nobody sees when they were deleted.
SHOWN: dict[Mixin, tuple[str, ...]] = {
    "timestamps": ("created_at: UtcDatetime", "updated_at: UtcDatetime"),
    "audit": ("created_by: str | None", "updated_by: str | None"),
    "version": ("version: int",),
}
LIVE = "deleted_at IS NULL"


def classes(entity: Entity) -> list[str]:
    """The classes that the table inherits from, before its own base."""
    return [name for mixin, name in CLASSES.items() if mixin in entity.mixins]


def in_response(entity: Entity) -> list[str]:
    """The lines that only responses have."""
    shown = (lines for mixin, lines in SHOWN.items() if mixin in entity.mixins)
    return [line for lines in shown for line in lines]


def in_update(entity: Entity) -> list[str]:
    """What a change must carry: the version that it was made from."""
    if "version" not in entity.mixins:
        return []
    said = 'description="The version that was read; 409 if there is a newer one."'
    return [f"version: int = Field(ge=1, le=INT_MAX, {said})"]


def columns(entity: Entity) -> list[str]:
    """The names of the columns that mixins add."""
    added = (names for mixin, names in COLUMNS.items() if mixin in entity.mixins)
    return [name for names in added for name in names]


def never_sent(entity: Entity) -> list[str]:
    """What is in responses, and in no request."""
    shown = [line.split(":")[0] for line in in_response(entity)]
    return [name for name in shown if name != "version"]
