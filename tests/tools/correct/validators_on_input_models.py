# Shows validators on the input model; the table model gets what they let through.
# ruff: noqa: T201, RUF100 - it prints
from pydantic import ValidationError, field_validator, model_validator
from sqlmodel import Field, Session, SQLModel, create_engine, select


class TripBase(SQLModel):
    code: str = Field(max_length=8)
    first_day: int = Field(ge=1, le=366)
    last_day: int = Field(ge=1, le=366)


class TripCreate(TripBase):
    @field_validator("code")
    @classmethod
    def code_is_upper_case(cls, value: str) -> str:
        return value.strip().upper()

    @model_validator(mode="after")
    def days_are_in_order(self):
        if self.first_day > self.last_day:
            raise ValueError("first_day is after last_day")
        return self


class Trip(TripBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=8, unique=True)


engine = create_engine("sqlite:///trips.db")


def save(data: dict) -> None:
    trip = Trip.model_validate(TripCreate.model_validate(data))
    with Session(engine) as session:
        session.add(trip)
        session.commit()


def main():
    SQLModel.metadata.create_all(engine)
    save({"code": " no-12 ", "first_day": 3, "last_day": 9})
    for bad in ({"first_day": 9, "last_day": 3}, {"first_day": 0, "last_day": 3}):
        try:
            save({"code": "x", **bad})
        except ValidationError as error:
            print("refused:", error.errors()[0]["msg"])
    with Session(engine) as session:
        assert session.exec(select(Trip.code)).all() == ["NO-12"]


if __name__ == "__main__":
    main()
