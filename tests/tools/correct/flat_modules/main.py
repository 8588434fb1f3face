# Shows a script in three modules beside each other: models, database, main.
# ruff: noqa: T201, RUF100 - it prints
from database import create_db_and_tables, engine
from models import Animal, Cage
from sqlalchemy.orm import selectinload
from sqlmodel import Session, select


def create_animals():
    with Session(engine) as session:
        cage = Cage(name="Aviary", animals=[Animal(name="Parrot"), Animal(name="Dove")])
        session.add(cage)
        session.add(Cage(name="Pond"))
        session.commit()
        session.refresh(cage)
        print("Created:", cage)


def show_cages():
    with Session(engine) as session:
        statement = select(Cage).options(selectinload(Cage.animals))
        for cage in session.exec(statement.order_by(Cage.name)):
            names = ", ".join(animal.name for animal in cage.animals)
            print(f"{cage.name}: {names or 'nobody'}")


def main():
    create_db_and_tables()
    create_animals()
    show_cages()


if __name__ == "__main__":
    main()
