# Shows children that survive their parent: nullable key, SET NULL, passive_deletes.
from sqlalchemy import event
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Shelf(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    room: str
    boxes: list["Box"] = Relationship(
        back_populates="shelf", sa_relationship_kwargs={"passive_deletes": "all"}
    )


class Box(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    content: str
    shelf_id: int | None = Field(
        default=None, foreign_key="shelf.id", ondelete="SET NULL", index=True
    )
    shelf: Shelf | None = Relationship(back_populates="boxes")


engine = create_engine("sqlite:///storage.db")


@event.listens_for(engine, "connect")
def _foreign_keys(connection, _record):
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Shelf(room="attic", boxes=[Box(content="lamps"), Box(content="maps")]))
    session.commit()

with Session(engine) as session:
    session.delete(session.exec(select(Shelf)).one())
    session.commit()

with Session(engine) as session:
    boxes = session.exec(select(Box).order_by(Box.content)).all()
    assert [(box.content, box.shelf_id) for box in boxes] == [
        ("lamps", None),
        ("maps", None),
    ]
