"""Links with data, made through a list or as rows."""

from sqlmodel import Field, Relationship, SQLModel


class Plain(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    hero_id: int = Field(foreign_key="hero.id", primary_key=True, index=True)


class WithDefault(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    hero_id: int = Field(foreign_key="hero.id", primary_key=True, index=True)
    role: str = "member"
    note: str | None


class WithData(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    hero_id: int = Field(foreign_key="hero.id", primary_key=True, index=True)
    role: str


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    plain: list["Hero"] = Relationship(link_model=Plain)
    with_default: list["Hero"] = Relationship(link_model=WithDefault)
    with_data: list["Hero"] = Relationship(link_model=WithData)
    seen: list["Hero"] = Relationship(
        link_model=WithData, sa_relationship_kwargs={"viewonly": True}
    )


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


team = Team(plain=[Hero()], with_default=[Hero()], with_data=[])
team.with_data.append(Hero())  # expect: SQM024
team.with_data = [Hero()]  # expect: SQM024
team.plain.append(Hero())
many = [*team.with_data, *team.seen]
link = WithData(team_id=1, hero_id=1, role="leader")
