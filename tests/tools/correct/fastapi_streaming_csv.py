# Shows a download that streams rows from a session of its own generator.
import csv
import io
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, insert, select

engine = create_engine("sqlite:///export.db")


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    place: str
    value: int


def rows() -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["id", "place", "value"])
    statement = select(Reading.id, Reading.place, Reading.value).order_by(Reading.id)
    with Session(engine) as session:
        for row in session.exec(statement.execution_options(yield_per=200)):
            writer.writerow(row)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


app = FastAPI()


@app.get("/readings.csv", response_class=StreamingResponse)
def export() -> StreamingResponse:
    return StreamingResponse(rows(), media_type="text/csv")


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.exec(
        insert(Reading), params=[{"place": "dock", "value": n} for n in range(300)]
    )
    session.commit()

with TestClient(app) as client:
    lines = client.get("/readings.csv").text.splitlines()
    assert (lines[0], len(lines)) == ("id,place,value", 301)
