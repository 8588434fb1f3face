# Shows merge(): a changed row from outside goes into a new session.
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Draft(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    words: int = 0


engine = create_engine("sqlite:///merge.db")
SQLModel.metadata.create_all(engine)

with Session(engine, expire_on_commit=False) as session:
    draft = Draft(title="Rain", words=10)
    session.add(draft)
    session.commit()

draft.words = 250  # edited while no session was open

with Session(engine) as session:
    merged = session.merge(draft)
    assert merged is not draft
    session.merge(Draft(id=2, title="Snow"))
    session.commit()

with Session(engine) as session:
    drafts = session.exec(select(Draft).order_by(Draft.id)).all()
    assert [(draft.title, draft.words) for draft in drafts] == [
        ("Rain", 250),
        ("Snow", 0),
    ]
