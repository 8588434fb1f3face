# Shows two relationships to the same table, told apart by foreign_keys.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy.orm import joinedload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    home_games: list["Game"] = Relationship(
        back_populates="home", sa_relationship_kwargs={"foreign_keys": "Game.home_id"}
    )
    away_games: list["Game"] = Relationship(
        back_populates="away", sa_relationship_kwargs={"foreign_keys": "Game.away_id"}
    )


class Game(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    home_id: int = Field(foreign_key="team.id", index=True)
    away_id: int = Field(foreign_key="team.id", index=True)
    home: Team = Relationship(
        back_populates="home_games",
        sa_relationship_kwargs={"foreign_keys": "Game.home_id"},
    )
    away: Team = Relationship(
        back_populates="away_games",
        sa_relationship_kwargs={"foreign_keys": "Game.away_id"},
    )


engine = create_engine("sqlite:///games.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    reds, blues = Team(name="Reds"), Team(name="Blues")
    session.add_all([Game(home=reds, away=blues), Game(home=blues, away=reds)])
    session.commit()

with Session(engine) as session:
    games = session.exec(
        select(Game).options(joinedload(Game.home), joinedload(Game.away))
    ).all()
    print([f"{game.home.name} - {game.away.name}" for game in games])
