"""Ordinary programs run behind the walls as they do without."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]

PROGRAMS = {
    "a-database-in-a-file": """
from typing import Optional
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select
class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    heroes: list['Hero'] = Relationship(back_populates='team')
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key='team.id')
    team: Optional[Team] = Relationship(back_populates='heroes')
for url in ('sqlite:///app.db', 'sqlite://'):
    engine = create_engine(url)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name='a', heroes=[Hero(), Hero()]))
        session.commit()
        team = session.exec(select(Team)).one()
        value = len(team.heroes) == 2
    engine.dispose()""",
    "aiosqlite": """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
async def main():
    engine = create_async_engine('sqlite+aiosqlite:///app.db')
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Row() for _ in range(10)])
        await session.commit()
        found = (await session.exec(select(Row))).all()
    await engine.dispose()
    return len(found) == 10
value = asyncio.run(main())""",
    "fastapi": """
from fastapi import BackgroundTasks, FastAPI, UploadFile
from fastapi.responses import FileResponse
from fastapi.testclient import TestClient
app, log = FastAPI(), []
@app.get('/sync')
def in_a_thread(tasks: BackgroundTasks) -> dict[str, int]:
    tasks.add_task(log.append, 1)
    return {'a': 1}
@app.get('/async')
async def in_the_loop() -> dict[str, int]:
    return {'a': 1}
@app.get('/file')
def a_file() -> FileResponse:
    return FileResponse('file.html')
open('file.html', 'w').write('<p>')
with TestClient(app) as client:
    answers = [client.get(path) for path in ('/sync', '/async', '/openapi.json')]
    page = client.get('/file')
value = (
    [answer.status_code for answer in answers] == [200] * 3
    and page.headers['content-type'].startswith('text/html')
    and log == [1]
)""",
    "pytest": """
import pytest
open('test_it.py', 'w').write('''
import sqlite3, pytest
@pytest.fixture
def base(tmp_path):
    return sqlite3.connect(tmp_path / 'a.db')
def test_it(base, monkeypatch, capsys):
    base.execute('CREATE TABLE t (x)')
    print('said')
    assert capsys.readouterr().out == 'said\\\\n'
    base.close()
''')
value = pytest.main(['-q', '-p', 'no:cacheprovider', '--basetemp=t', '.']) == 0""",
    "pytest-with-its-own-temporary-folder": """
import os, pytest, tempfile
os.environ['TMPDIR'] = tempfile.tempdir = SCRATCH
open('test_it.py', 'w').write('''
def test_it(tmp_path, tmp_path_factory):
    (tmp_path / 'x').write_text('y')
    tmp_path_factory.mktemp('more')
''')
# Its cache cannot be given a mode: chmod is refused. It says so in a warning.
options = '-W', 'ignore::pytest.PytestCacheWarning'
value = pytest.main(['-q', *options, '.']) == 0""",
    "the-standard-library": """
import asyncio, csv, dataclasses, datetime, decimal, enum, hashlib, io, json, locale
import logging, mimetypes, random, re, secrets, shutil, statistics, string, tempfile
import time, uuid, zoneinfo
uuid.uuid4(), uuid.uuid1(), secrets.token_hex(), random.random()
decimal.Decimal('1.1') * 3
there = zoneinfo.ZoneInfo('Europe/Berlin')
datetime.datetime.now(there), datetime.datetime.now().astimezone(), time.localtime()
logging.basicConfig(filename='log.txt', level='DEBUG', force=True)
logging.getLogger('x').info('said')
hashlib.sha256(b'x').hexdigest(), mimetypes.guess_type('x.html')
tempfile.tempdir = SCRATCH
with tempfile.NamedTemporaryFile('w') as file:
    file.write('x')
shutil.copyfile('log.txt', 'copy.txt')
async def main():
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        return await asyncio.to_thread(json.dumps, {'a': 1})
value = asyncio.run(main()) == '{"a": 1}'""",
    "modules-that-were-not-imported-before": """
import sys
names = {'curses', 'lzma', 'sqlalchemy.dialects.mysql', 'xml.dom.minidom', '_lsprof'}
new = names - set(sys.modules)
for name in new:
    __import__(name)
import ssl
ssl.create_default_context()
value = len(new) >= 3""",
    "a-traceback-with-source-lines": """
import traceback
try:
    __import__('sqlmodel').create_engine('nonsense')
except Exception:
    value = 'raise' in traceback.format_exc()""",
}


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize("walled", [False, True], ids=["free", "jailed"])
def test_it_runs(code: str, walled: bool, warm_free: Run, warm_jailed: Run) -> None:
    done = warm_jailed(code) if walled else warm_free(code)
    assert done.get("value") is True, done.get("text", done)
