# Shows inner and outer joins, also over two steps, read in one statement each.
from sqlmodel import Field, Session, SQLModel, col, create_engine, func, select


class Customer(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Order(SQLModel, table=True):
    __tablename__ = "orders"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    paid: bool = False


class Line(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    product: str
    pieces: int


engine = create_engine("sqlite:///orders.db")


def fill(session: Session) -> None:
    session.add_all([Customer(id=1, name="Rhea"), Customer(id=2, name="Sol")])
    session.flush()
    session.add_all([Order(id=1, customer_id=1, paid=True), Order(id=2, customer_id=1)])
    session.flush()
    session.add_all(
        [
            Line(order_id=1, product="rope", pieces=2),
            Line(order_id=1, product="sail", pieces=1),
            Line(order_id=2, product="rope", pieces=7),
        ]
    )
    session.commit()


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    with Session(engine) as session:
        paid = (
            select(Customer.name, Line.product, Line.pieces)
            .join(Order, col(Order.customer_id) == Customer.id)
            .join(Line, col(Line.order_id) == Order.id)
            .where(col(Order.paid).is_(True))
            .order_by(Line.product)
        )
        assert [tuple(row) for row in session.exec(paid)] == [
            ("Rhea", "rope", 2),
            ("Rhea", "sail", 1),
        ]
        counts = (
            select(Customer.name, func.count(col(Order.id)))
            .outerjoin(Order, col(Order.customer_id) == Customer.id)
            .group_by(Customer.name)
            .order_by(Customer.name)
        )
        assert dict(session.exec(counts).all()) == {"Rhea": 2, "Sol": 0}


if __name__ == "__main__":
    main()
