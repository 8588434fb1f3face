# Shows get() in a loop that sends no SQL: the session knows the rows already.
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Station(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///stations.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Station(name=f"Stop {n}") for n in range(1, 7)])
    session.commit()

with Session(engine) as session:
    stations = session.exec(select(Station)).all()
    line = [3, 1, 5, 1]
    names = [session.get(Station, number).name for number in line]
    assert names == ["Stop 3", "Stop 1", "Stop 5", "Stop 1"]
    assert len(stations) == 6
