"""Gates that execute a project: its proof, PostgreSQL, migrations, requests."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

from mcp_server.scaffold.proof import NAMES, Report
from tests.bench.gates.projects import (
    Project,
    Verdict,
    Verdicts,
    judged,
    python,
    run,
    with_migrations,
)
from tests.postgresql import Server

PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "-W", "error"]
# What the proof checks, and what its gates are called in the table. Its migrations
# count with those that are forced.
PROVEN = {
    "imports": "import, mappers",
    "maps": "import, mappers",
    "creates": "create_all, SQLite",
    "compiles": "DDL for PostgreSQL",
    "lists": "N+1 guard",
    "survives": "hostile requests, own probes",
    "tests": "generated tests, SQLite",
}
# The sandbox leads every database to one in memory; the gates run without it.
PROVE = """
import os, sys
sys.path.insert(0, os.getcwd())
os.environ["DATABASE_URL"] = "sqlite://"
import prove
sys.exit(not prove.main())
"""
CREATE = """
import importlib, os, sys
sys.path.insert(0, os.getcwd())
from sqlmodel import SQLModel, create_engine
importlib.import_module(sys.argv[1])
engine = create_engine(sys.argv[2])
SQLModel.metadata.create_all(engine)
SQLModel.metadata.drop_all(engine)
"""
MIGRATE = """
import os, sys
sys.path.insert(0, os.getcwd())
from alembic import command
from alembic.config import Config
config = Config("alembic.ini")
command.upgrade(config, "head")
command.check(config)
command.downgrade(config, "base")
command.upgrade(config, "head")
command.check(config)
"""
SERVE = """
import asyncio, importlib, os, sys
sys.path.insert(0, os.getcwd())
main, database, port = sys.argv[1:]
database = importlib.import_module(database)
made = database.create_tables(database.get_engine())
if made:
    asyncio.run(made)
database.get_engine.cache_clear()
import uvicorn
uvicorn.run(importlib.import_module(main).app, port=int(port), log_level="error")
"""


def proof(project: Project) -> Verdicts:
    """The gates that the project's own proof has; it stops at the first failure."""
    ended = python(project.folder, ["-I", "-c", PROVE])
    try:
        last = json.loads(ended.stdout.strip().splitlines()[-1])
        # As strictly as the tool reads it.
        report = Report.model_validate(last, strict=True)
    except (IndexError, ValueError) as error:
        said = f"no report: {error} | {ended.stderr.strip()[-300:]}"
        without = Verdict(False, said[:600])
        return dict.fromkeys(PROVEN.values(), without)
    failures = [f"{one.test}: {one.reason}" for one in report.failures]
    found = {one.name: one for one in report.checks}
    verdicts: Verdicts = {}
    for check, gate in PROVEN.items():
        one = found.get(NAMES[check])
        said = " | ".join([one.detail, *failures[:3]]) if one else "not reached"
        passed = bool(one and one.passed)
        verdict = Verdict(passed, "" if passed else said[:600])
        earlier = verdicts.get(gate, verdict)
        verdicts[gate] = earlier if not earlier.passed else verdict
    return verdicts


def on_postgresql(project: Project, server: Server) -> Verdicts:
    """create_all and the generated tests on a real PostgreSQL."""
    database = server.create_database()
    url = server.url("psycopg", database)
    created = python(project.folder, ["-W", "error", "-c", CREATE, project.main, url])
    tests = python(
        project.folder,
        [*PYTEST, "--ignore=tests/test_migrations.py", "tests"],
        TEST_DATABASE_URL=server.url(project.driver, database),
    )
    server.execute(f"DROP DATABASE {database} WITH (FORCE)")
    return {
        "create_all, PostgreSQL": judged(created),
        f"generated tests, {project.driver}": judged(tests),
    }


def migrations(project: Project, server: Server | None) -> Verdicts:
    """Whether the second autogenerate is empty, there and back, on each database."""
    migrated = with_migrations(project)
    verdicts = {
        "Alembic, SQLite": _migrated(
            migrated, f"sqlite:///{migrated.folder}/migrated-by-gate.db"
        )
    }
    if server:
        database = server.create_database()
        url = server.url(project.driver, database)
        verdicts["Alembic, PostgreSQL"] = _migrated(migrated, url)
        server.execute(f"DROP DATABASE {database} WITH (FORCE)")
    return verdicts


def _migrated(project: Project, url: str) -> Verdict:
    return judged(
        python(project.folder, ["-W", "error", "-c", MIGRATE], DATABASE_URL=url)
    )


def schemathesis(project: Project, program: Path, examples: int) -> Verdict:
    """Whether schemathesis gets a server error out of the running application."""
    port = _free_port()
    database = "app.database" if project.is_package else project.main
    served = [sys.executable, "-c", SERVE, project.main, database, str(port)]
    environment = {"DATABASE_URL": f"sqlite:///{project.folder}/served.db"}
    with subprocess.Popen(
        served,
        cwd=project.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait(server, port)
            return _attacked(project, program, port, examples)
        finally:
            server.kill()


def _attacked(project: Project, program: Path, port: int, examples: int) -> Verdict:
    ended = run(
        [
            str(program),
            "run",
            f"http://127.0.0.1:{port}/openapi.json",
            "--checks=not_a_server_error",
            f"--max-examples={examples}",
            f"--seed={project.seed}",
            "--no-color",
        ],
        project.folder,
    )
    if ended.returncode == 0:
        return Verdict(True)
    telling = [
        line.strip()
        for line in ended.stdout.splitlines()
        if line.startswith(("____", "- Server error", "    curl", "Error:"))
    ]
    return Verdict(False, " | ".join(telling[:4])[:600] or ended.stdout[-300:])


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Until the application answers or has ended; what then fails says so."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
