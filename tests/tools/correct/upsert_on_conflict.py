# Shows insert-or-update in one statement.
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Stock(SQLModel, table=True):
    sku: str = Field(primary_key=True)
    amount: int


engine = create_engine("sqlite:///stock.db")
SQLModel.metadata.create_all(engine)


def receive(session: Session, deliveries: dict[str, int]) -> None:
    rows = [{"sku": sku, "amount": amount} for sku, amount in deliveries.items()]
    statement = insert(Stock)
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["sku"],
            set_={"amount": Stock.amount + statement.excluded.amount},
        ),
        params=rows,
    )


with Session(engine) as session:
    receive(session, {"bolt": 100, "nut": 50})
    receive(session, {"bolt": 20, "gear": 5})
    session.commit()
    stock = {row.sku: row.amount for row in session.exec(select(Stock))}
    assert stock == {"bolt": 120, "nut": 50, "gear": 5}
