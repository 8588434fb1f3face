"""Names of tables, and foreign keys to them."""

from sqlmodel import Field, Relationship, SQLModel


class HeroTeam(SQLModel, table=True):
    __tablename__ = "hero_team"
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="hero_team.id", index=True)
    elsewhere_id: int = Field(foreign_key="country.id", index=True)
    wrong_id: int = Field(foreign_key="HeroTeam.id", index=True)  # expect: SQM062
    column_id: int = Field(foreign_key="hero_team.key", index=True)  # expect: SQM062
    self_id: int | None = Field(default=None, foreign_key="hero.id", index=True)


class HeroAgain(SQLModel, table=True):  # expect: SQM060
    __tablename__ = "hero"
    id: int | None = Field(default=None, primary_key=True)


class HeroReplaced(SQLModel, table=True):
    __tablename__ = "hero"
    __table_args__ = {"extend_existing": True}
    id: int | None = Field(default=None, primary_key=True)


class HeroPublic(SQLModel):
    teams: list[HeroTeam] = []


def test_one() -> None:
    class Thing(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)


def test_two() -> None:
    class Thing(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list[Hero] = Relationship()
