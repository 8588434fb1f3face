"""Runs migrations on the database that DATABASE_URL names."""

import asyncio
from logging.config import fileConfig

from alembic import context
from sqlalchemy import Connection

from app.database import database_url, make_engine, with_driver
from app.models import metadata

SETTINGS = {
    # SQLite changes a table by making it anew: dropping the old one must not
    # cascade to the rows that refer to it.
    "sqlite": ["PRAGMA foreign_keys = OFF"],
    # A migration may take long, but others should not wait for a lock it waits for.
    "postgresql": ["SET statement_timeout = 0", "SET lock_timeout = '5s'"],
}


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    for statement in SETTINGS.get(connection.dialect.name, []):
        connection.exec_driver_sql(statement)
    # Alembic commits only what it has begun itself.
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


def print_statements() -> None:
    """Print the SQL instead, for `alembic upgrade head --sql`."""
    url = with_driver(database_url())
    context.configure(url=url, target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


async def run() -> None:
    """Connect and run the migrations."""
    engine = make_engine(database_url())
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.config.config_file_name:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)
if context.is_offline_mode():
    print_statements()
else:
    asyncio.run(run())
