"""Connect as in postgresql+psycopg://shop:h7Gq2x9P@db.shop.net/shop."""

import os

user, password = os.environ["DB_USER"], os.environ["DB_PASSWORD"]
filled = f"postgresql+psycopg://{user}:{password}@db.shop.net/shop"
compose = "postgresql+psycopg://app:h7Gq2x9P@postgres/app"
local = "postgresql+psycopg://app:h7Gq2x9P@localhost:5432/app"
docs = "postgresql+psycopg://app:h7Gq2x9P@db.example.com/app"
placeholder = "mysql+pymysql://app:password@db.shop.net/app"
template = "postgresql+psycopg://app:<password>@db.shop.net/app"
nobody = "postgresql+psycopg://app@db.shop.net/app"
web = "https://app:h7Gq2x9P@db.shop.net/app"
real = "postgresql+psycopg://app:h7Gq2x9P@db.shop.net/app"  # expect: SQM055
default = os.environ.get(
    "DATABASE_URL",
    "mysql+pymysql://app:h7Gq2x9P@10.2.3.4/app",  # expect: SQM055
)
