# Shows old rows deleted in chunks: the same statement again and again, on purpose.
from sqlmodel import (
    Field,
    Session,
    SQLModel,
    col,
    create_engine,
    delete,
    insert,
    select,
)

engine = create_engine("sqlite:///sessions.db")
CHUNK = 100


class Login(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age_days: int = Field(index=True)


def delete_older_than(days: int) -> int:
    deleted = 0
    while True:
        with Session(engine) as session:
            old = select(Login.id).where(col(Login.age_days) > days).limit(CHUNK)
            result = session.exec(delete(Login).where(col(Login.id).in_(old)))
            session.commit()
        deleted += result.rowcount
        if result.rowcount < CHUNK:
            return deleted


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.exec(insert(Login), params=[{"age_days": n % 100} for n in range(600)])
    session.commit()
assert delete_older_than(49) == 300
engine.dispose()
