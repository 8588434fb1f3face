# Shows a JSON column whose in-place changes are saved, on new and on loaded rows.
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.ext.mutable import MutableDict
from sqlmodel import Field, Session, SQLModel, create_engine


class Device(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    settings: dict[str, Any] = Field(
        default_factory=MutableDict, sa_type=MutableDict.as_mutable(JSON())
    )


engine = create_engine("sqlite:///devices.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Device(name="sensor", settings=MutableDict({"unit": "C"})))
    session.commit()

with Session(engine) as session:
    device = session.get(Device, 1)
    device.settings["interval"] = 60
    session.commit()

with Session(engine) as session:
    device = session.get(Device, 1)
    assert device.settings == {"unit": "C", "interval": 60}
    del device.settings["unit"]
    session.commit()
    session.refresh(device)
    assert device.settings == {"interval": 60}
