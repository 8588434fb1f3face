"""Ten teams with ten heroes each, and a list that loads each team's heroes lazily."""

from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine("sqlite:///heroes.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    for team in range(10):
        heroes = [Hero(name=f"hero {team}.{hero}") for hero in range(10)]
        session.add(Team(name=f"team {team}", heroes=heroes))
    session.commit()

with Session(engine) as session:
    loaded = sum(len(team.heroes) for team in session.exec(select(Team)).all())

assert loaded == 100, loaded
