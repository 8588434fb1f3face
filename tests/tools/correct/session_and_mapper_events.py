# Shows events: a value set before the insert, and an audit row for each change.
from sqlalchemy import event, inspect
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    slug: str = ""
    cents: int


class PriceChange(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    old: int
    new: int


@event.listens_for(Product, "before_insert")
@event.listens_for(Product, "before_update")
def make_slug(_mapper, _connection, product):
    product.slug = product.name.lower().replace(" ", "-")


@event.listens_for(Session, "before_flush")
def record_price_changes(session, _context, _instances):
    for changed in session.dirty:
        if isinstance(changed, Product):
            history = inspect(changed).attrs.cents.history
            if history.has_changes() and history.deleted:
                session.add(
                    PriceChange(
                        product_id=changed.id, old=history.deleted[0], new=changed.cents
                    )
                )


engine = create_engine("sqlite:///prices.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Product(name="Blue Lamp", cents=900))
    session.commit()

with Session(engine) as session:
    lamp = session.exec(select(Product)).one()
    assert lamp.slug == "blue-lamp"
    lamp.cents = 1100
    session.commit()
    change = session.exec(select(PriceChange)).one()
    assert (change.old, change.new) == (900, 1100)
