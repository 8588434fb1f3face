# Wrong: a second row of the same name is a 500: nobody handles IntegrityError.
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///tags.db")


class TagBase(SQLModel):
    name: str = Field(min_length=1, max_length=30)


class Tag(TagBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class TagCreate(TagBase):
    pass


class TagPublic(TagBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/tags", response_model=TagPublic, status_code=201)
def create_tag(body: TagCreate, session: SessionDep):
    tag = Tag.model_validate(body)
    session.add(tag)
    session.commit()
    session.refresh(tag)
    return tag
