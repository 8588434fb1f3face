# Shows a tree read level by level: one SELECT for each level, not for each node.
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///parts.db")


class Part(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    inside_id: int | None = Field(default=None, foreign_key="part.id", index=True)


def below(session: Session, root_id: int) -> list[str]:
    names, level = [], [root_id]
    while level:
        statement = select(Part).where(col(Part.inside_id).in_(level))
        parts = session.exec(statement.order_by(Part.name)).all()
        names += [part.name for part in parts]
        level = [part.id for part in parts]
    return names


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    inside = None
    for name in ("clock", "case", "gear train", "gear", "tooth"):
        part = Part(name=name, inside_id=inside)
        session.add(part)
        session.flush()
        inside = part.id
    session.add(Part(name="glass", inside_id=1))
    session.commit()

with Session(engine) as session:
    assert below(session, 1) == ["case", "glass", "gear train", "gear", "tooth"]
