# Shows an upload of lines that is bounded, validated and stored in one INSERT.
from typing import Annotated

from fastapi import Body, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, func, insert, select

engine = create_engine("sqlite:///import.db")


class PointBase(SQLModel):
    x: int = Field(ge=-1_000_000, le=1_000_000)
    y: int = Field(ge=-1_000_000, le=1_000_000)
    label: str | None = Field(default=None, max_length=40)


class Point(PointBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Imported(SQLModel):
    stored: int
    total: int


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.post("/points/import", status_code=201)
def import_points(
    points: Annotated[list[PointBase], Body(min_length=1, max_length=1000)],
    session: Annotated[Session, Depends(get_session, scope="function")],
) -> Imported:
    rows = [point.model_dump() for point in points]
    session.exec(insert(Point), params=rows, execution_options={"render_nulls": True})
    session.commit()
    total = session.exec(select(func.count()).select_from(Point)).one()
    return Imported(stored=len(rows), total=total)


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    points = [{"x": n, "y": -n, "label": None if n % 2 else "even"} for n in range(200)]
    made = client.post("/points/import", json=points)
    assert made.json() == {"stored": 200, "total": 200}
    assert client.post("/points/import", json=[]).status_code == 422
