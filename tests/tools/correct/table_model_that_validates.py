# Shows a table model that validates on assignment, by its configuration.
# ruff: noqa: T201, RUF100 - it prints
from pydantic import ValidationError
from sqlmodel import Field, Session, SQLModel, create_engine


class Tank(SQLModel, table=True):
    model_config = {"validate_assignment": True}

    id: int | None = Field(default=None, primary_key=True)
    litres: int = Field(ge=0, le=500)


engine = create_engine("sqlite:///tanks.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    tank = Tank(litres=20)
    session.add(tank)
    session.commit()
    try:
        tank.litres = -1
    except ValidationError:
        print("a tank cannot hold less than nothing")
    tank.litres = 30
    session.commit()
    session.refresh(tank)
    assert tank.litres == 30
