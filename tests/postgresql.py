"""A real PostgreSQL, and a PgBouncer before one, for the tests that need them.

Each runs in a short folder of its own, answers on a Unix socket only, and ends with the
process that started it, however that ends: a shell that waits for the end of its input
stops the server and removes the folder.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

OWNER = "postgres"
"""Who runs the servers where we are root: they refuse to be."""
PORT = 54329
"""Part of the socket's name; nothing listens on the network."""
NUMBERS = count()
POSTGRESQL = """
"$1/initdb" -D data -A trust -U postgres --no-sync -E UTF8 --locale=C > log 2>&1 &&
"$1/pg_ctl" -D data -w -l log -o "-k $PWD -p $2 -c listen_addresses='' -c fsync=off" \
  start || { cat log; rm -rf "$PWD"; exit 1; }
read -r _
"$1/pg_ctl" -D data -m immediate -w stop > log
rm -rf "$PWD"
"""
PGBOUNCER = """
"$1" pgbouncer.ini 2>&1 &
read -r _
kill $!
wait $!
rm -rf "$PWD"
"""
SETTINGS = """
[databases]
* = host={server.folder} port={server.port} user=postgres
[pgbouncer]
auth_type = any
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
pool_mode = transaction
log_connections = 0
log_disconnections = 0
log_stats = 0
"""


@dataclass(frozen=True)
class Server:
    """Something that answers as PostgreSQL in a folder's socket."""

    folder: Path
    port: int = PORT

    def url(
        self, driver: str = "psycopg", database: str = "postgres", user: str = OWNER
    ) -> str:
        """SQLAlchemy's URL of a database here."""
        place = f"host={self.folder}&port={self.port}"
        return f"postgresql+{driver}://{user}@/{database}?{place}"

    def create_database(self) -> str:
        """Name of a new, empty database."""
        name = f"test_{os.getpid()}_{next(NUMBERS)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Execute one statement outside of a transaction."""
        with psycopg.connect(
            host=str(self.folder),
            port=self.port,
            user=OWNER,
            dbname=database,
            autocommit=True,
        ) as connection:
            connection.execute(sql.SQL(statement))


def missing(program: str = "initdb") -> str | None:
    """Why no server can be started here, if so."""
    if not _binary(program):
        return f"{program} is not installed"
    users = {one.pw_uid: one.pw_name for one in pwd.getpwall()}
    if os.geteuid() == 0 and OWNER not in users.values():
        return f"there is no user {OWNER}, and servers refuse to run as root"
    if os.geteuid() not in users:
        return "this user has no name, and initdb asks for it"
    return None


@contextmanager
def postgresql() -> Iterator[Server]:
    """A new, empty PostgreSQL."""
    server = Server(_folder("pg"))
    binaries = _binary("initdb").removesuffix("/initdb")
    with _running(server.folder, POSTGRESQL, "server started", binaries, str(PORT)):
        yield server


@contextmanager
def pgbouncer(before: Server) -> Iterator[Server]:
    """A PgBouncer in transaction mode; its databases are those of the other server."""
    server = Server(_folder("pb"), port=PORT + 1)
    settings = SETTINGS.format(server=before, port=server.port, folder=server.folder)
    (server.folder / "pgbouncer.ini").write_text(settings, encoding="utf-8")
    with _running(server.folder, PGBOUNCER, "process up", _binary("pgbouncer")):
        yield server


def _binary(program: str) -> str:
    """Where a program is, the newest version first; "" without it."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join(map(str, [*versions, "/usr/sbin"]))
    return shutil.which(program) or shutil.which(program, path=path) or ""


def _folder(prefix: str) -> Path:
    """In /tmp: the name of a socket must not be longer than 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    if owner := _owner():
        shutil.chown(folder, owner)
    folder.chmod(0o755)
    return folder


def _owner() -> str | None:
    return OWNER if os.geteuid() == 0 else None


@contextmanager
def _running(
    folder: Path, script: str, announced: str, *arguments: str
) -> Iterator[None]:
    """Runs until its input ends; that happens when we end, too."""
    owner = _owner()
    process = subprocess.Popen(
        ["/bin/sh", "-c", script, "sh", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        start_new_session=True,
    )
    with process:
        assert process.stdout
        said = [process.stdout.readline()]
        while announced not in said[-1]:
            assert said[-1], "".join(said)
            said.append(process.stdout.readline())
        yield
