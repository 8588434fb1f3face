# Shows queries that read some columns: tuples, load_only(), defer().
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.orm import defer, load_only
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Manual(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    language: str = "en"
    text: str


engine = create_engine("sqlite:///manuals.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Manual(title="Pump", text="p" * 10_000))
    session.add(Manual(title="Boiler", language="de", text="b" * 10_000))
    session.commit()

with Session(engine) as session:
    titles = session.exec(select(Manual.title).order_by(Manual.title)).all()
    assert titles == ["Boiler", "Pump"]

    pairs = session.exec(select(Manual.title, Manual.language)).all()
    assert {(title, language) for title, language in pairs} == {
        ("Pump", "en"),
        ("Boiler", "de"),
    }

    short = select(Manual).options(load_only(Manual.title, raiseload=True))
    assert [manual.title for manual in session.exec(short.order_by(Manual.id))] == [
        "Pump",
        "Boiler",
    ]

with Session(engine) as session:
    manual = session.exec(select(Manual).options(defer(Manual.text)).limit(1)).one()
    print(manual.title, len(manual.text))
