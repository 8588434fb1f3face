# Shows an in-place change of a JSON column that is announced with flag_modified().
from sqlalchemy import JSON
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Field, Session, SQLModel, create_engine


class Survey(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    answers: dict[str, list[int]] = Field(default_factory=dict, sa_type=JSON)


engine = create_engine("sqlite:///surveys.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Survey(answers={"mood": [3]}))
    session.commit()

with Session(engine) as session:
    survey = session.get(Survey, 1)
    survey.answers["mood"].append(5)
    flag_modified(survey, "answers")
    session.commit()

with Session(engine) as session:
    assert session.get(Survey, 1).answers == {"mood": [3, 5]}
