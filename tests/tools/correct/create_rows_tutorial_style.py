# Shows the first script of a tutorial: one table, rows created in a function, main().
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine


class Sailor(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    nickname: str
    age: int | None = None


sqlite_file_name = "harbour.db"
sqlite_url = f"sqlite:///{sqlite_file_name}"

engine = create_engine(sqlite_url)


def create_db_and_tables():
    SQLModel.metadata.create_all(engine)


def create_sailors():
    sailor_1 = Sailor(name="Ines Duarte", nickname="Compass")
    sailor_2 = Sailor(name="Tom Okafor", nickname="Knots")
    sailor_3 = Sailor(name="Rusty Ahlberg", nickname="Old Bolt", age=61)

    with Session(engine) as session:
        session.add(sailor_1)
        session.add(sailor_2)
        session.add(sailor_3)

        session.commit()

        session.refresh(sailor_1)
        session.refresh(sailor_2)
        session.refresh(sailor_3)

        print("Sailor 1:", sailor_1)
        print("Sailor 2:", sailor_2)
        print("Sailor 3:", sailor_3)


def main():
    create_db_and_tables()
    create_sailors()


if __name__ == "__main__":
    main()
