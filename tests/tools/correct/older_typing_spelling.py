# Shows the spelling of programs written for older Pythons: Optional, List, Union.
# ruff: noqa: T201, UP006, UP035, UP045, RUF100 - it prints; the older spelling
from typing import List, Optional

from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Kennel(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    street: Optional[str] = None

    dogs: List["Dog"] = Relationship(back_populates="kennel")


class Dog(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    age: Optional[int] = Field(default=None, index=True)

    kennel_id: Optional[int] = Field(default=None, foreign_key="kennel.id")
    kennel: Optional[Kennel] = Relationship(back_populates="dogs")


engine = create_engine("sqlite:///dogs.db")


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        kennel = Kennel(name="Northgate", dogs=[Dog(name="Rex", age=3)])
        session.add(kennel)
        session.commit()
        session.refresh(kennel)
        dogs: List[Dog] = kennel.dogs
        print(kennel, dogs)
    with Session(engine) as session:
        dog = session.exec(select(Dog).where(Dog.age == 3)).first()
        if dog is not None and dog.kennel is not None:
            print(dog.name, "lives at", dog.kennel.name)


if __name__ == "__main__":
    main()
