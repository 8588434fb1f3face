# Shows many rows found by their keys with one in_(), and put in order again.
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Badge(SQLModel, table=True):
    code: str = Field(primary_key=True)
    title: str


engine = create_engine("sqlite:///badges.db")


def badges(session: Session, codes: list[str]) -> list[Badge]:
    rows = session.exec(select(Badge).where(col(Badge.code).in_(codes)))
    found = {badge.code: badge for badge in rows}
    return [found[code] for code in codes if code in found]


if __name__ == "__main__":
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(30):
            session.add(Badge(code=f"b{number}", title=f"Badge {number}"))
        session.commit()
    with Session(engine) as session:
        wanted = ["b7", "b3", "nothing", "b21"]
        assert [badge.code for badge in badges(session, wanted)] == ["b7", "b3", "b21"]
