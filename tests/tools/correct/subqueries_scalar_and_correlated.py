# Shows scalar and correlated subqueries and a query on a subquery's columns.
from sqlmodel import Field, Session, SQLModel, create_engine, func, select


class Film(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    minutes: int


class Review(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    film_id: int = Field(foreign_key="film.id", index=True)
    stars: int


engine = create_engine("sqlite:///films.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Film(title="Dust", minutes=80), Film(title="Salt", minutes=140)])
    session.flush()
    session.add_all([Review(film_id=1, stars=n) for n in (2, 4)])
    session.commit()

with Session(engine) as session:
    average = select(func.avg(Film.minutes)).scalar_subquery()
    long = session.exec(select(Film).where(Film.minutes > average)).all()
    assert [film.title for film in long] == ["Salt"]

    stars = (
        select(func.avg(Review.stars))
        .where(Review.film_id == Film.id)
        .correlate(Film)
        .scalar_subquery()
    )
    rated = session.exec(select(Film.title, stars).order_by(Film.title)).all()
    assert [tuple(row) for row in rated] == [("Dust", 3), ("Salt", None)]

    counts = (
        select(Review.film_id, func.count().label("reviews"))
        .group_by(Review.film_id)
        .subquery()
    )
    with_reviews = select(Film.title, counts.c.reviews).join(
        counts, counts.c.film_id == Film.id
    )
    assert [tuple(row) for row in session.exec(with_reviews)] == [("Dust", 2)]
