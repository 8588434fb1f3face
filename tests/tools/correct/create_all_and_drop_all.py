# Shows tables created, dropped and created again, and a check that they exist.
from sqlalchemy import inspect
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Mark(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str


engine = create_engine("sqlite:///marks.db")


def reset():
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)


def main():
    reset()
    with Session(engine) as session:
        session.add(Mark(colour="red"))
        session.commit()
    assert inspect(engine).has_table("mark")
    reset()
    with Session(engine) as session:
        assert session.exec(select(Mark)).all() == []
    SQLModel.metadata.drop_all(engine)
    assert inspect(engine).get_table_names() == []


if __name__ == "__main__":
    main()
