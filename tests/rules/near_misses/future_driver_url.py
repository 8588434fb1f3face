import os

from sqlmodel import create_engine

url = os.environ["DATABASE_URL"].replace("postgres://", "postgresql+psycopg://")
chosen = create_engine(url, pool_pre_ping=True)
named = create_engine("postgresql+psycopg2://db/app", pool_pre_ping=True)
short = create_engine("postgresql://db/app", pool_pre_ping=True)  # expect: SQM074
wrong = create_engine("postgres://db/app", pool_pre_ping=True)  # expect: SQM074
