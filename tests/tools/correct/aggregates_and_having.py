# Shows count, sum, average, group by and having.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, col, create_engine, func, select


class Sale(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    region: str = Field(index=True)
    cents: int


engine = create_engine("sqlite:///sales.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    sales = [("east", 500), ("east", 1500), ("west", 200), ("north", 900)]
    session.add_all(Sale(region=region, cents=cents) for region, cents in sales)
    session.commit()

with Session(engine) as session:
    total = func.sum(Sale.cents).label("total")
    by_region = (
        select(Sale.region, func.count(col(Sale.id)), total)
        .group_by(Sale.region)
        .having(func.sum(Sale.cents) > 500)
        .order_by(total.desc())
    )
    for region, count, cents in session.exec(by_region):
        print(f"{region}: {count} sales, {cents / 100:.2f}")

    average, largest = session.exec(
        select(func.avg(Sale.cents), func.max(Sale.cents))
    ).one()
    assert (average, largest) == (775, 1500)
    assert session.exec(select(func.count(func.distinct(Sale.region)))).one() == 3
