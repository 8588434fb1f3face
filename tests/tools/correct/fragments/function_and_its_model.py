# Shows a model and a function with a session; nothing calls the function.
from sqlmodel import Field, Session, SQLModel, col, select


class Lamp(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    street: str = Field(index=True)
    broken: bool = False


def broken_lamps(session: Session, street: str, limit: int = 20) -> list[Lamp]:
    statement = (
        select(Lamp)
        .where(Lamp.street == street, col(Lamp.broken).is_(True))
        .order_by(col(Lamp.id))
        .limit(limit)
    )
    return list(session.exec(statement).all())
