# Shows refresh() before the session closes, for values that the database made.
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, create_engine, func, text


class Order(SQLModel, table=True):
    __tablename__ = "orders"

    id: int | None = Field(default=None, primary_key=True)
    item: str
    state: str = Field(default=None, sa_column_kwargs={"server_default": text("'new'")})
    placed_at: datetime = Field(
        default=None, sa_column_kwargs={"server_default": func.now()}
    )


engine = create_engine("sqlite:///shop.db")
SQLModel.metadata.create_all(engine)


def place(item: str) -> Order:
    with Session(engine) as session:
        order = Order(item=item)
        session.add(order)
        session.commit()
        session.refresh(order)
        return order


order = place("kettle")
assert order.state == "new"
assert order.placed_at.tzinfo is not None
