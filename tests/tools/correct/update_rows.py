# Shows rows that are read, changed, committed and refreshed.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Machine(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    label: str = Field(index=True)
    hours: int | None = None


engine = create_engine("sqlite:///workshop.db")


def create_machines():
    with Session(engine) as session:
        session.add(Machine(label="Lathe", hours=120))
        session.add(Machine(label="Mill"))
        session.commit()


def update_machines():
    with Session(engine) as session:
        lathe = session.exec(select(Machine).where(Machine.label == "Lathe")).one()
        mill = session.exec(select(Machine).where(Machine.label == "Mill")).one()

        lathe.hours = 121
        lathe.label = "Big Lathe"
        session.add(lathe)
        mill.hours = 4
        session.add(mill)

        session.commit()
        session.refresh(lathe)
        session.refresh(mill)

        print("Updated:", lathe)
        print("Updated:", mill)


def main():
    SQLModel.metadata.create_all(engine)
    create_machines()
    update_machines()


if __name__ == "__main__":
    main()
