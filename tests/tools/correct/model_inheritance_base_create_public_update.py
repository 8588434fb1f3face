# Shows one base, a table, and the models for creating, reading and updating.
from sqlmodel import Field, Session, SQLModel, create_engine


class ParcelBase(SQLModel):
    label: str = Field(min_length=1, max_length=60, index=True)
    grams: int = Field(gt=0, le=30_000)


class Parcel(ParcelBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    internal_note: str | None = None


class ParcelCreate(ParcelBase):
    pass


class ParcelPublic(ParcelBase):
    id: int


class ParcelUpdate(SQLModel):
    label: str = Field(default=None, min_length=1, max_length=60)
    grams: int = Field(default=None, gt=0, le=30_000)


engine = create_engine("sqlite:///parcels.db")


def create_parcel(session: Session, data: ParcelCreate) -> ParcelPublic:
    parcel = Parcel.model_validate(data, update={"internal_note": "by script"})
    session.add(parcel)
    session.commit()
    session.refresh(parcel)
    return ParcelPublic.model_validate(parcel)


def update_parcel(session: Session, parcel_id: int, data: ParcelUpdate) -> ParcelPublic:
    parcel = session.get_one(Parcel, parcel_id)
    parcel.sqlmodel_update(data.model_dump(exclude_unset=True))
    session.add(parcel)
    session.commit()
    session.refresh(parcel)
    return ParcelPublic.model_validate(parcel)


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        created = create_parcel(session, ParcelCreate(label="Books", grams=1200))
        updated = update_parcel(session, created.id, ParcelUpdate(grams=1300))
    assert updated.model_dump() == {"label": "Books", "grams": 1300, "id": created.id}


if __name__ == "__main__":
    main()
