# Shows a package of three modules with absolute imports; app/main.py is the entry.
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Query
from fastapi.testclient import TestClient
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.db import SessionDep, create_tables, engine
from app.models import Category, Product, ProductCreate, ProductPublic


@asynccontextmanager
async def lifespan(_app: FastAPI):
    create_tables()
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@app.post("/products", response_model=ProductPublic, status_code=201)
def create_product(body: ProductCreate, session: SessionDep) -> Any:
    category = session.exec(
        select(Category).where(Category.name == body.category)
    ).first()
    if category is None:
        category = Category(name=body.category)
    product = Product(name=body.name, category=category)
    session.add(product)
    session.commit()
    return product


@app.get("/products", response_model=list[ProductPublic])
def list_products(
    session: SessionDep, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Any:
    statement = select(Product).options(selectinload(Product.category))
    return session.exec(statement.order_by(col(Product.id)).limit(limit)).all()


@app.get("/products/{product_id}", response_model=ProductPublic)
def read_product(product_id: Id, session: SessionDep) -> Any:
    product = session.get(Product, product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="Product not found")
    return product


if __name__ == "__main__":
    with TestClient(app) as client:
        for name in ("saw", "file", "vice"):
            body = {"name": name, "category": "tools"}
            assert client.post("/products", json=body).status_code == 201
        products = client.get("/products").json()
        assert [product["category"]["id"] for product in products] == [1, 1, 1]
        assert client.get("/products/2").json()["name"] == "file"
        assert client.get("/products/4").status_code == 404
