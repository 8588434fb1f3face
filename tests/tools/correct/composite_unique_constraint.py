# Shows a unique constraint over two columns and what happens when it is violated.
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, create_engine, select


class Booking(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("room", "hour", name="uq_booking_room_hour"),)

    id: int | None = Field(default=None, primary_key=True)
    room: str
    hour: int
    guest: str


engine = create_engine("sqlite:///bookings.db")


def book(room: str, hour: int, guest: str) -> bool:
    with Session(engine) as session:
        session.add(Booking(room=room, hour=hour, guest=guest))
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            return False
        return True


def main():
    SQLModel.metadata.create_all(engine)
    assert book("blue", 9, "Karin")
    assert book("blue", 10, "Leo")
    assert not book("blue", 9, "Leo")
    with Session(engine) as session:
        guests = session.exec(select(Booking.guest).order_by(Booking.hour)).all()
    assert guests == ["Karin", "Leo"]


if __name__ == "__main__":
    main()
