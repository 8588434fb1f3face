# The tables and what the API takes and gives.
from sqlmodel import Field, Relationship, SQLModel


class Category(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    products: list["Product"] = Relationship(back_populates="category")


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    category_id: int = Field(foreign_key="category.id", index=True)
    category: Category = Relationship(back_populates="products")


class ProductCreate(SQLModel):
    name: str = Field(min_length=1, max_length=80)
    category: str = Field(min_length=1, max_length=80)


class CategoryPublic(SQLModel):
    id: int
    name: str


class ProductPublic(SQLModel):
    id: int
    name: str
    category: CategoryPublic
