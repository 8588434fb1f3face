# Shows UPDATE and DELETE statements for many rows, with rowcount.
from sqlmodel import (
    Field,
    Session,
    SQLModel,
    col,
    create_engine,
    delete,
    select,
    update,
)


class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(index=True)
    done: bool = False


engine = create_engine("sqlite:///tasks.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Task(owner=owner) for owner in ("eva", "eva", "finn", "gus")])
    session.commit()

with Session(engine) as session:
    result = session.exec(
        update(Task).where(col(Task.owner) == "eva").values(done=True)
    )
    assert result.rowcount == 2
    session.commit()

with Session(engine) as session:
    result = session.exec(delete(Task).where(col(Task.done).is_(True)))
    assert result.rowcount == 2
    session.commit()
    left = session.exec(select(Task.owner).order_by(Task.owner)).all()
    assert left == ["finn", "gus"]
