# Shows a window function: the best two of each group by one statement.
from sqlmodel import Field, Session, SQLModel, create_engine, func, select


class Score(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    club: str
    player: str
    points: int


engine = create_engine("sqlite:///league.db")


def best(session: Session, places: int) -> list[tuple[str, str, int]]:
    place = func.row_number().over(
        partition_by=Score.club, order_by=(Score.points.desc(), Score.id)
    )
    ranked = select(
        Score.club, Score.player, Score.points, place.label("place")
    ).subquery()
    statement = (
        select(ranked.c.club, ranked.c.player, ranked.c.place)
        .where(ranked.c.place <= places)
        .order_by(ranked.c.club, ranked.c.place)
    )
    return [tuple(row) for row in session.exec(statement)]


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for club in ("Larks", "Owls"):
            for points, player in enumerate(("Uma", "Vic", "Wes")):
                session.add(Score(club=club, player=player, points=points))
        session.commit()
        assert best(session, 2) == [
            ("Larks", "Wes", 1),
            ("Larks", "Vic", 2),
            ("Owls", "Wes", 1),
            ("Owls", "Vic", 2),
        ]


if __name__ == "__main__":
    main()
