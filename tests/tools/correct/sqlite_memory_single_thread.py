# Shows an in-memory database that one thread uses.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Coin(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    country: str
    year: int


engine = create_engine("sqlite:///:memory:")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Coin(country="Chile", year=1988))
    session.add(Coin(country="Ghana", year=1967))
    session.commit()

    oldest = session.exec(select(Coin).order_by(Coin.year)).first()
    assert oldest is not None
    print(f"Oldest: {oldest.country}, {oldest.year}")
