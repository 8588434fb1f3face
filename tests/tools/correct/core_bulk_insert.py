# Shows many rows inserted by one statement, and the keys the database gave them.
from sqlmodel import Field, Session, SQLModel, create_engine, func, insert, select


class Measurement(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sensor: str = Field(index=True)
    value: float
    unit: str = "V"


engine = create_engine("sqlite:///measurements.db")


def main():
    SQLModel.metadata.create_all(engine)
    rows = [{"sensor": f"s{n % 4}", "value": n / 10} for n in range(500)]
    with Session(engine) as session:
        session.exec(insert(Measurement), params=rows)
        session.commit()

    with Session(engine) as session:
        added = session.scalars(
            insert(Measurement).returning(Measurement.id, sort_by_parameter_order=True),
            [{"sensor": "late", "value": 1.0}, {"sensor": "later", "value": 2.0}],
        ).all()
        session.commit()
        assert added == [501, 502]
        count = session.exec(select(func.count()).select_from(Measurement)).one()
        assert count == 502


if __name__ == "__main__":
    main()
