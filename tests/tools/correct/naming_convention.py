# Shows constraint names from one convention, set before the models.
from sqlalchemy import inspect
from sqlmodel import Field, SQLModel, create_engine

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Country(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=2, unique=True)


class City(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    country_id: int = Field(foreign_key="country.id", index=True)


engine = create_engine("sqlite:///places.db")
SQLModel.metadata.create_all(engine)

inspector = inspect(engine)
(foreign_key,) = inspector.get_foreign_keys("city")
assert foreign_key["name"] == "fk_city_country_id_country"
indexes = {index["name"] for index in inspector.get_indexes("city")}
assert indexes == {"ix_city_country_id", "ix_city_name"}
engine.dispose()
