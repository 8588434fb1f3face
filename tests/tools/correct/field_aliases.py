# Shows aliases: camelCase outside, snake_case in Python and in the table.
from pydantic.alias_generators import to_camel
from sqlmodel import Field, Session, SQLModel, create_engine


class AddressBase(SQLModel):
    model_config = {"alias_generator": to_camel, "populate_by_name": True}

    street_name: str
    post_code: str = Field(max_length=12)


class AddressIn(AddressBase):
    pass


class AddressOut(AddressBase):
    id: int


class Address(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    street_name: str
    post_code: str


engine = create_engine("sqlite:///addresses.db")
SQLModel.metadata.create_all(engine)

body = AddressIn.model_validate({"streetName": "Mill Lane", "postCode": "QX1 4ZZ"})
with Session(engine) as session:
    address = Address.model_validate(body.model_dump())
    session.add(address)
    session.commit()
    session.refresh(address)
    out = AddressOut.model_validate(address.model_dump())

assert out.model_dump(by_alias=True) == {
    "streetName": "Mill Lane",
    "postCode": "QX1 4ZZ",
    "id": 1,
}
