# Shows a block of models as a page shows it: imports, two tables, no engine.
from sqlmodel import Field, Relationship, SQLModel


class Farm(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)

    fields: list["Acre"] = Relationship(back_populates="farm")


class Acre(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    crop: str | None = None

    farm_id: int | None = Field(default=None, foreign_key="farm.id", index=True)
    farm: Farm | None = Relationship(back_populates="fields")
