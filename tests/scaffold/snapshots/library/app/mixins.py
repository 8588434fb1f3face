"""Columns that several tables have, with what keeps them right."""

import datetime as dt
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from app.fields import utc_now


class Timestamps(SQLModel):
    """When a row was made, and when it was last changed."""

    created_at: dt.datetime = Field(
        default_factory=utc_now,
        index=True,
        sa_column_kwargs={"server_default": func.now()},
    )
    updated_at: dt.datetime = Field(
        default_factory=utc_now,
        index=True,
        sa_column_kwargs={"server_default": func.now(), "onupdate": utc_now},
    )


class Audited(SQLModel):
    """Who made a row, and who changed it last."""

    created_by: str | None = Field(default=None, max_length=100)
    updated_by: str | None = Field(default=None, max_length=100)


class Versioned(SQLModel):
    """How often a row was changed: an UPDATE of an old version raises."""

    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls: Any) -> dict[str, Any]:
        """Make SQLAlchemy compare and count up the version in every UPDATE."""
        return {"version_id_col": cls.__table__.c.version}
