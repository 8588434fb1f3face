# Shows a filter on a column without an index, as in lessons that come before indexes.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Pet(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    species: str
    age: int | None = None


engine = create_engine("sqlite:///pets.db")


def create_db_and_tables():
    SQLModel.metadata.create_all(engine)


def create_pets():
    with Session(engine) as session:
        session.add(Pet(name="Biscuit", species="dog", age=4))
        session.add(Pet(name="Olive", species="cat", age=11))
        session.add(Pet(name="Sir Hops", species="rabbit"))
        session.commit()


def select_pets():
    with Session(engine) as session:
        results = session.exec(select(Pet).where(Pet.species == "cat"))
        for pet in results:
            print(pet)
        old = session.exec(select(Pet).where(Pet.age >= 10)).all()
        print("Old pets:", old)


def main():
    create_db_and_tables()
    create_pets()
    select_pets()


if __name__ == "__main__":
    main()
