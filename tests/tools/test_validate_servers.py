"""validate_snippet: programs that were written for PostgreSQL or MySQL."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

POSTGRESQL = """\
import uuid
from datetime import datetime

from sqlalchemy import Column, DateTime, Index, String, func
from sqlalchemy.dialects.postgresql import ARRAY, INET, JSONB, UUID, insert
from sqlmodel import Field, Session, SQLModel, create_engine, select, text

class Doc(SQLModel, table=True):
    __table_args__ = (Index("ix_doc_body", "body", postgresql_using="gin"),)
    id: uuid.UUID = Field(
        default_factory=uuid.uuid4,
        sa_column=Column(UUID(as_uuid=True), primary_key=True),
    )
    body: dict = Field(default_factory=dict, sa_column=Column(JSONB))
    tags: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String)))
    address: str | None = Field(default=None, sa_column=Column(INET))
    name: str = Field(sa_column=Column(String, server_default=text("'x'::text")))
    created: datetime | None = Field(
        default=None,
        sa_column=Column(DateTime(timezone=True), server_default=text("now()")),
    )

engine = create_engine(
    "postgresql+psycopg://user:secret@db.example.com/app",
    pool_pre_ping=True,
    pool_size=5,
    connect_args={"sslmode": "require"},
)
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Doc(body={"a": 1}, tags=["x", "y"], name="n", address="10.0.0.1"))
    session.commit()
"""


async def test_types_and_defaults_of_postgresql_work_on_the_stand_in() -> None:
    code = POSTGRESQL + (
        "with Session(engine) as session:\n"
        "    doc = session.exec(select(Doc)).one()\n"
        "    print(doc.body, doc.tags, doc.address, type(doc.id).__name__)\n"
        "    assert doc.created is not None\n"
    )
    result = await validate_snippet(code=code)

    assert result.error is None
    assert result.stdout == "{'a': 1} ['x', 'y'] 10.0.0.1 UUID\n"
    assert result.findings == []
    (redirected,) = result.redirected
    assert "secret" not in redirected
    assert "left out, as only the server takes it: connect_args" in result.assumed


async def test_an_upsert_of_postgresql_works_on_the_stand_in() -> None:
    code = POSTGRESQL + (
        "with Session(engine) as session:\n"
        "    row = {'id': uuid.uuid4(), 'name': 'a', 'body': {}, 'tags': []}\n"
        "    for _ in range(2):\n"
        "        session.exec(insert(Doc).values(row).on_conflict_do_nothing(\n"
        "            index_elements=['id']))\n"
        "    session.commit()\n"
        "    print(session.exec(select(func.count()).select_from(Doc)).one())\n"
    )
    result = await validate_snippet(code=code)

    assert (result.error, result.stdout) == (None, "2\n")


async def test_the_tables_are_shown_as_they_were_created() -> None:
    result = await validate_snippet(code=POSTGRESQL, detail="full")

    (table,) = result.tables
    assert table.startswith("CREATE TABLE doc")
    assert "CREATE INDEX ix_doc_body" in table


async def test_a_type_of_postgresql_still_fails_on_sqlite_itself() -> None:
    code = POSTGRESQL.replace(
        "postgresql+psycopg://user:secret@db.example.com/app", "sqlite:///a.db"
    )
    code = code.replace('    connect_args={"sslmode": "require"},\n', "")
    result = await validate_snippet(code=code)

    assert result.error and "can't render element of type" in result.error.message


async def test_a_function_that_only_sqlite_has_is_an_error_for_postgresql() -> None:
    code = POSTGRESQL + (
        "with Session(engine) as session:\n"
        "    session.exec(select(func.strftime('%Y', Doc.created))).all()\n"
    )
    result = await validate_snippet(code=code)

    (finding,) = result.findings
    assert (finding.problem, finding.severity) == ("dialect-difference", "error")
    assert "strftime" in finding.message


async def test_that_function_is_fine_on_sqlite() -> None:
    code = (
        "from sqlmodel import Session, create_engine, func, select\n"
        "with Session(create_engine('sqlite://')) as session:\n"
        "    session.exec(select(func.strftime('%Y', 'now'))).one()\n"
    )
    result = await validate_snippet(code=code)

    assert (result.status, result.findings) == ("passed", [])


async def test_a_table_that_mysql_refuses_is_an_error() -> None:
    code = (
        "from sqlalchemy import Column, String\n"
        "from sqlmodel import Field, SQLModel, create_engine\n"
        "class Doc(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n"
        "    name: str = Field(sa_column=Column(String))\n"
        "engine = create_engine('mysql+pymysql://u:p@db/app')\n"
        "SQLModel.metadata.create_all(engine)\n"
    )
    result = await validate_snippet(code=code)

    (finding,) = result.findings
    assert (finding.problem, finding.line) == ("dialect-difference", 3)
    assert "VARCHAR requires a length" in finding.message


async def test_an_error_of_the_stand_in_may_not_be_one_of_the_server() -> None:
    code = POSTGRESQL + (
        "with Session(engine) as session:\n"
        "    session.exec(text('SELECT pg_sleep(0)'))\n"
    )
    result = await validate_snippet(code=code)

    assert result.error and result.error.type == "OperationalError"
    assert any("in place of postgresql" in one.message for one in result.findings)
