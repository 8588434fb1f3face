# Shows an engine for PostgreSQL with a pool for a server; the program does not care.
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine(
    "postgresql+psycopg://shop:secret@db.example:5432/shop",
    pool_pre_ping=True,
    pool_size=5,
    max_overflow=5,
    pool_timeout=10,
    pool_recycle=1800,
)

MAX_INT4 = 2**31 - 1
NO_NUL = r"^[^\x00]*$"


class ProductBase(SQLModel):
    name: str
    price: Decimal = Field(max_digits=10, decimal_places=2, ge=0)


class Product(ProductBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)


class ProductCreate(ProductBase):
    name: str = Field(min_length=1, max_length=100, schema_extra={"pattern": NO_NUL})


class ProductPublic(ProductBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


@asynccontextmanager
async def lifespan(_app: FastAPI):
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.post("/products", response_model=ProductPublic, status_code=201)
def create_product(body: ProductCreate, session: SessionDep):
    product = Product.model_validate(body)
    session.add(product)
    session.commit()
    return product


@app.get("/products", response_model=list[ProductPublic])
def list_products(session: SessionDep):
    return session.exec(select(Product).order_by(Product.id).limit(50)).all()


@app.get("/products/{product_id}", response_model=ProductPublic)
def read_product(
    product_id: Annotated[int, Path(ge=1, le=MAX_INT4)], session: SessionDep
):
    product = session.get(Product, product_id)
    if product is None:
        raise HTTPException(status_code=404)
    return product


if __name__ == "__main__":
    with TestClient(app) as client:
        made = client.post("/products", json={"name": "Kite", "price": "12.50"})
        assert made.json() == {"id": 1, "name": "Kite", "price": "12.50"}
        nul = client.post("/products", json={"name": "Ki\0te", "price": "1"})
        assert nul.status_code == 422
        assert client.get("/products/1").json() == made.json()
        assert client.get("/products").json() == [made.json()]
        assert client.get("/products/999").status_code == 404
