# Shows a hybrid property that works on an instance and in a query.
from sqlalchemy.ext.hybrid import hybrid_property
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Crate(SQLModel, table=True):
    model_config = {"ignored_types": (hybrid_property,)}

    id: int | None = Field(default=None, primary_key=True)
    width: int
    height: int

    @hybrid_property
    def area(self) -> int:
        return self.width * self.height


engine = create_engine("sqlite:///crates.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Crate(width=2, height=3), Crate(width=10, height=10)])
    session.commit()

    big = session.exec(select(Crate).where(Crate.area > 50)).one()
    assert big.area == 100
    areas = session.exec(select(Crate.area).order_by(Crate.area)).all()
    assert areas == [6, 100]
