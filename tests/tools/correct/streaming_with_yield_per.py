# Shows a large result read in parts by yield_per and partitions().
from sqlmodel import Field, Session, SQLModel, create_engine, insert, select


class LogLine(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    level: str
    message: str


engine = create_engine("sqlite:///log.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    levels = ("debug", "info", "error")
    session.exec(
        insert(LogLine),
        params=[{"level": levels[n % 3], "message": str(n)} for n in range(1000)],
    )
    session.commit()

with Session(engine) as session:
    statement = select(LogLine).order_by(LogLine.id)
    errors = 0
    for line in session.exec(statement, execution_options={"yield_per": 100}):
        errors += line.level == "error"
    assert errors == 333

    parts = session.exec(statement.execution_options(yield_per=250)).partitions()
    assert [len(part) for part in parts] == [250] * 4
