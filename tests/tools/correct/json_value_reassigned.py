# Shows a plain JSON column that is changed by assigning a new value.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy import JSON
from sqlmodel import Field, Session, SQLModel, create_engine


class Profile(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    handle: str
    preferences: dict = Field(default_factory=dict, sa_type=JSON)
    tags: list[str] = Field(default_factory=list, sa_type=JSON)


def main():
    engine = create_engine("sqlite:///profiles.db")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        profile = Profile(handle="wren", preferences={"theme": "dark"})
        session.add(profile)
        session.commit()
        profile.preferences = {**profile.preferences, "lines": 40}
        profile.tags = [*profile.tags, "early"]
        session.commit()

    with Session(engine) as session:
        profile = session.get(Profile, 1)
        assert profile.preferences == {"theme": "dark", "lines": 40}
        assert profile.tags == ["early"]
        print(profile.model_dump())


if __name__ == "__main__":
    main()
