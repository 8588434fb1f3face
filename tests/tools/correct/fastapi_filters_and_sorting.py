# Shows a query model with filters, an enum for the order, and nothing unbounded.
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///cars.db")


class Car(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    make: str = Field(index=True)
    year: int = Field(index=True)
    price: int


class CarPublic(SQLModel):
    id: int
    make: str
    year: int
    price: int


class Sort(StrEnum):
    CHEAPEST = "cheapest"
    NEWEST = "newest"


Year = Annotated[int | None, Field(default=None, ge=1886, le=2100)]


class CarFilter(SQLModel):
    model_config = {"extra": "forbid"}

    make: str | None = Field(default=None, max_length=40)
    from_year: Year
    to_year: Year
    sort: Sort = Sort.NEWEST
    offset: int = Field(default=0, ge=0, le=10_000)
    limit: int = Field(default=20, ge=1, le=100)


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


def statement_for(wanted: CarFilter):
    statement = select(Car)
    if wanted.make is not None:
        statement = statement.where(Car.make == wanted.make)
    if wanted.from_year is not None:
        statement = statement.where(Car.year >= wanted.from_year)
    if wanted.to_year is not None:
        statement = statement.where(Car.year <= wanted.to_year)
    order = {Sort.CHEAPEST: col(Car.price), Sort.NEWEST: col(Car.year).desc()}
    return statement.order_by(order[wanted.sort], col(Car.id))


@app.get("/cars", response_model=list[CarPublic])
def find_cars(
    wanted: Annotated[CarFilter, Query()],
    session: Annotated[Session, Depends(get_session)],
):
    statement = statement_for(wanted).offset(wanted.offset).limit(wanted.limit)
    return session.exec(statement).all()


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Car(make="Alba", year=2001, price=900))
    session.add(Car(make="Alba", year=2015, price=5000))
    session.add(Car(make="Borea", year=2015, price=4000))
    session.commit()

with TestClient(app) as client:

    def prices(**params):
        return [car["price"] for car in client.get("/cars", params=params).json()]

    assert prices() == [5000, 4000, 900]
    assert prices(make="Alba", sort="cheapest") == [900, 5000]
    assert prices(from_year=2010, to_year=2020, limit=1) == [5000]
    assert client.get("/cars", params={"colour": "red"}).status_code == 422
