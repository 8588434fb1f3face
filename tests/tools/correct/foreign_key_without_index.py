# Shows two tables and a foreign key without an index, joined by where() and join().
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Crew(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    home_port: str


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    crew_id: int | None = Field(default=None, foreign_key="crew.id")


engine = create_engine("sqlite:///crews.db")


def create_members():
    with Session(engine) as session:
        crew_gull = Crew(name="Gull", home_port="Bergen")
        crew_tern = Crew(name="Tern", home_port="Cork")
        session.add(crew_gull)
        session.add(crew_tern)
        session.commit()

        session.add(Member(name="Aoife", crew_id=crew_tern.id))
        session.add(Member(name="Bjarne", crew_id=crew_gull.id))
        session.add(Member(name="Cleo"))
        session.commit()


def select_members():
    with Session(engine) as session:
        statement = select(Member, Crew).where(Member.crew_id == Crew.id)
        for member, crew in session.exec(statement):
            print("Member:", member.name, "Crew:", crew.name)

        statement = select(Member, Crew).join(Crew, isouter=True)
        for member, crew in session.exec(statement):
            print("Member:", member.name, "Crew:", crew.name if crew else "none")


def update_member():
    with Session(engine) as session:
        cleo = session.exec(select(Member).where(Member.name == "Cleo")).one()
        gull = session.exec(select(Crew).where(Crew.name == "Gull")).one()
        cleo.crew_id = gull.id
        session.add(cleo)
        session.commit()
        session.refresh(cleo)
        print("Joined a crew:", cleo)

        cleo.crew_id = None
        session.add(cleo)
        session.commit()


def main():
    SQLModel.metadata.create_all(engine)
    create_members()
    select_members()
    update_member()


if __name__ == "__main__":
    main()
