# Shows a one-to-many relationship with back_populates, created and read both ways.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Orchard(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)

    trees: list["Tree"] = Relationship(back_populates="orchard")


class Tree(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    variety: str
    orchard_id: int | None = Field(default=None, foreign_key="orchard.id", index=True)

    orchard: Orchard | None = Relationship(back_populates="trees")


engine = create_engine("sqlite:///orchards.db")


def create_trees():
    with Session(engine) as session:
        hill = Orchard(name="Hillside", trees=[Tree(variety="Pippin")])
        river = Orchard(name="Riverbank")
        session.add(hill)
        session.add(river)
        session.add(Tree(variety="Conference", orchard=river))
        stray = Tree(variety="Wild")
        session.add(stray)
        session.commit()

        stray.orchard = hill
        session.add(stray)
        session.commit()


def show_trees():
    with Session(engine) as session:
        hill = session.exec(select(Orchard).where(Orchard.name == "Hillside")).one()
        print("Hillside:", [tree.variety for tree in hill.trees])

        statement = select(Orchard).options(selectinload(Orchard.trees))
        for orchard in session.exec(statement.order_by(Orchard.name)):
            print(orchard.name, len(orchard.trees))


def remove_tree_from_orchard():
    with Session(engine) as session:
        wild = session.exec(select(Tree).where(Tree.variety == "Wild")).one()
        wild.orchard = None
        session.add(wild)
        session.commit()
        session.refresh(wild)
        assert wild.orchard_id is None


def main():
    SQLModel.metadata.create_all(engine)
    create_trees()
    show_trees()
    remove_tree_from_orchard()


if __name__ == "__main__":
    main()
