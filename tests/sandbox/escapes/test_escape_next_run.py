"""A run cannot poison the next one: each has a process of its own."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Run

# The memory of the zygote is the same behind all walls.
pytestmark = pytest.mark.parametrize("place", ["full"], indirect=True, scope="session")

POISONS = {
    "what is built in": "import builtins\nbuiltins.print = lambda *_: None",
    "the loaded modules": "import sys\nsys.modules['sqlmodel'] = None",
    "the search for modules": (
        "import sys\nsys.meta_path.clear()\ndel sys.modules['sqlmodel']"
    ),
    "the path of modules": (
        "import sys\n"
        "for name in [n for n in sys.modules if n.startswith('sqlmodel')]:\n"
        "    del sys.modules[name]\n"
        "sys.path.clear()"
    ),
    "a function of a library": (
        "import sqlmodel\nsqlmodel.select = lambda *_: 1 / 0\n"
        "sqlmodel.Session.exec = sqlmodel.select"
    ),
    "a class of a library": (
        "import sqlmodel\nsqlmodel.Session.commit = lambda self: self.rollback()"
    ),
    "the tables that models share": (
        "import sqlmodel\n"
        "class Hero(sqlmodel.SQLModel, table=True):\n"
        "    id: int = sqlmodel.Field(primary_key=True)"
    ),
    "listeners of the engine": (
        "import sqlalchemy\n"
        "sqlalchemy.event.listen(sqlalchemy.Engine, 'connect', lambda *_: 1 / 0)"
    ),
    "the driver": "import sqlite3\nsqlite3.connect = sqlite3.dbapi2.connect = None\n"
    "import sqlalchemy.dialects.sqlite.pysqlite as d\n"
    "d.SQLiteDialect_pysqlite.import_dbapi = classmethod(lambda cls: None)",
    "a module beside the program": (
        "import sys\n"
        "open('sqlmodel.py', 'w').write('1 / 0')\n"
        "for name in [n for n in sys.modules if n.startswith('sqlmodel')]:\n"
        "    del sys.modules[name]"
    ),
    "the depth of recursion": "import sys\nsys.setrecursionlimit(40)",
    "the current folder": "import os\nos.mkdir('d')\nos.chdir('d')",
    "handlers of signals": (
        "import signal\n"
        "signal.signal(signal.SIGALRM, signal.SIG_DFL)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.001)\n"
        "import select\nselect.select([], [], [], 1)"
    ),
    "a file of the database": (
        "import sqlite3\n"
        "c = sqlite3.connect('heroes.db')\n"
        "c.execute('CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT)')\n"
        "c.execute(\"INSERT INTO hero (name) VALUES ('Rusty-Man')\")\n"
        "c.commit()\nc.close()"
    ),
    "a thread": (
        "import threading\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()"
    ),
    "warnings": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('x')",
    "memory by native code": (
        "import ctypes\nctypes.memset(id('Deadpond') + 40, 0x58, 8)\n"
    ),
    "the observers": (
        "import mcp_server.observe.report as r, mcp_server.observe.program as p\n"
        "r.Report.write = lambda *_, **__: None"
    ),
    "the descriptors of output": (
        "import os\nos.dup2(os.open('elsewhere', os.O_CREAT | os.O_WRONLY), 1)"
    ),
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_the_run_after_a_poison_is_right(
    poison: str,
    behind_walls: "Run",
    without_walls: "Run",
    honest_program: tuple[str, str],
) -> None:
    """The control: in one process, the honest program goes wrong after it."""
    code, output = honest_program

    behind_walls(poison)

    seen = behind_walls(code)
    assert (seen.status, seen.stdout) == ("passed", output)
    assert [one.sql.split()[0] for one in seen.statements].count("INSERT") == 1
    control = without_walls(f"code = {code!r}\nrun = exec\n{poison}\nrun(code)\n")
    assert (control.status, control.stdout) != ("passed", output)


def test_two_runs_do_not_draw_the_same_numbers(behind_walls: "Run") -> None:
    code = "import random, uuid; print(random.random(), uuid.uuid4())"

    drawn = [behind_walls(code).stdout.split() for _ in range(3)]

    assert len({number for number, _ in drawn}) == 3
    assert len({identity for _, identity in drawn}) == 3


def test_what_a_run_puts_into_its_environment_is_not_there_in_the_next(
    behind_walls: "Run",
) -> None:
    look = "\nprint(os.environ.get('POISON'), os.getenv('POISON'), os.path.exists('f'))"
    poison = "import os; os.environ['POISON'] = '1'; open('f', 'w').close()"

    assert behind_walls(poison + look).stdout == "1 1 True\n"
    assert behind_walls("import os" + look).stdout == "None None False\n"


def test_what_a_run_imports_is_not_there_in_the_next(behind_walls: "Run") -> None:
    """The control is the first line: the module can be imported."""
    code = "import sys\nprint('this' in sys.modules)\nimport antigravity_free\n"
    given = {"antigravity_free.py": "value = 1\n"}

    assert behind_walls(code, **given).status == "passed"
    again = behind_walls("import sys; print('antigravity_free' in sys.modules)")
    assert again.stdout == "False\n"
    lost = behind_walls("import antigravity_free")
    assert lost.error and lost.error.type == "ModuleNotFoundError"
