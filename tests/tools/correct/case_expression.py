# Shows case(): values sorted into classes, counted by class, updated by class.
from sqlmodel import Field, Session, SQLModel, case, create_engine, func, select, update


class Fish(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    grams: int
    price: int = 0


engine = create_engine("sqlite:///market.db")
SQLModel.metadata.create_all(engine)

size = case((Fish.grams < 300, "small"), (Fish.grams < 900, "medium"), else_="large")

with Session(engine) as session:
    session.add_all([Fish(grams=grams) for grams in (120, 250, 700, 2000)])
    session.commit()

    counts = session.exec(select(size, func.count()).group_by(size)).all()
    assert dict(counts) == {"small": 2, "medium": 1, "large": 1}

    session.exec(update(Fish).values(price=case((Fish.grams < 300, 4), else_=9)))
    session.commit()
    assert session.exec(select(Fish.price).order_by(Fish.grams)).all() == [4, 4, 9, 9]
