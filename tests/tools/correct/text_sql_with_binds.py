# Shows raw SQL with bound parameters, also a list of them.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy import bindparam, text
from sqlmodel import Field, Session, SQLModel, create_engine


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    host: str
    path: str


engine = create_engine("sqlite:///visits.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Visit(host="a.example", path="/"))
    session.add(Visit(host="a.example", path="/it's"))
    session.add(Visit(host="b.example", path="/"))
    session.commit()

with Session(engine) as session:
    by_path = text("SELECT id, host FROM visit WHERE path = :path")
    rows = session.exec(by_path, params={"path": "/it's"}).all()
    assert [(row.id, row.host) for row in rows] == [(2, "a.example")]

    in_hosts = text("SELECT count(*) FROM visit WHERE host IN :hosts").bindparams(
        bindparam("hosts", expanding=True)
    )
    hosts = {"hosts": ["a.example", "b.example"]}
    assert session.exec(in_hosts, params=hosts).scalar_one() == 3

with engine.connect() as connection:
    total = connection.execute(text("SELECT count(*) FROM visit")).scalar_one()
    print("visits:", total)
