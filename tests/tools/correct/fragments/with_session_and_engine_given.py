# Shows `with Session(engine)` where engine and tables were made before.
# ruff: noqa: F821, T201, RUF100 - names come from the page around it; it prints
from sqlmodel import Field, Session, SQLModel, select


class Rope(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    metres: float


with Session(engine) as session:
    session.add(Rope(metres=12.5))
    session.commit()

with Session(engine) as session:
    rope = session.exec(select(Rope)).first()
    print(rope)
