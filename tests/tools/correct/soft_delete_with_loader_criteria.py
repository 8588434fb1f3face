# Shows soft delete by an event that adds the condition to every SELECT.
from datetime import UTC, datetime

from sqlalchemy import event
from sqlalchemy.orm import with_loader_criteria
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Draft(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    deleted_at: datetime | None = None


class LiveSession(Session):
    """A session that does not see deleted drafts."""


@event.listens_for(LiveSession, "do_orm_execute")
def leave_out_deleted(state):
    with_deleted = state.execution_options.get("with_deleted", False)
    if state.is_select and not state.is_column_load and not with_deleted:
        state.statement = state.statement.options(
            with_loader_criteria(
                Draft, Draft.deleted_at.is_(None), include_aliases=True
            )
        )


engine = create_engine("sqlite:///drafts.db")
SQLModel.metadata.create_all(engine)

with LiveSession(engine) as session:
    session.add(Draft(title="kept"))
    session.add(Draft(title="dropped", deleted_at=datetime.now(UTC)))
    session.commit()

with LiveSession(engine) as session:
    assert [draft.title for draft in session.exec(select(Draft))] == ["kept"]
    everything = session.exec(
        select(Draft).order_by(Draft.id), execution_options={"with_deleted": True}
    ).all()
    assert len(everything) == 2
