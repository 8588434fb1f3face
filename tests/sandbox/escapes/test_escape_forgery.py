"""Success cannot be had by accident or by simple fraud: only by running to the end."""

import json
import secrets
import tracemalloc
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

import anyio
import pytest
from mcp_server.results import Evidence, Limits
from mcp_server.sandbox import records
from mcp_server.tools.validate_snippet import validate_snippet

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Run

# Who forges does not care for the outer walls.
pytestmark = pytest.mark.parametrize("place", ["full"], indirect=True, scope="session")

AGREED = 123
FORGE = """\
import atexit, os, sys
from attempt import report, writable, write
end = {end!r} + b"\\n"
def forge(record=end): write(report(), record)
"""
TRICKS = {
    "a forged end": "forge()\nos._exit(0)",
    "a forged end, written to every pipe": (
        "for one in writable(): write(one, end)\nos._exit(0)"
    ),
    "a forged end and a guessed exit code": f"forge()\nos._exit({AGREED + 1})",
    "a forged end at the exit": (
        "atexit.register(os._exit, 0)\natexit.register(forge)\nraise SystemExit"
    ),
    "a forged end from a thread": (
        "import threading\n"
        "def go():\n    forge()\n    os._exit(0)\n"
        "threading.Thread(target=go).start()"
    ),
    "a forged end after an error": (
        "sys.excepthook = lambda *_: (forge(), os._exit(0))\nraise ValueError"
    ),
    "an early end": "os._exit(0)",
    "an early end by another name": "sys.exit = os._exit\nsys.exit(0)",
    "nothing open any more": "os.closerange(0, 256)",
    "nothing open any more and an early end": "os.closerange(0, 256)\nos._exit(0)",
    "a closed report": "os.close(report())",
    "a report that leads elsewhere": (
        "os.dup2(os.open('elsewhere', os.O_CREAT | os.O_WRONLY), report())"
    ),
    "an end of the C library": "from attempt import libc\nforge()\nlibc.exit(0)",
    "an end of the kernel": (
        "from attempt import libc\nimport platform\nforge()\n"
        "libc.syscall({'x86_64': 231, 'aarch64': 94}[platform.machine()], 0)"
    ),
}


@pytest.fixture
def forged(
    end_record: bytes,
    behind_walls: "Run",
    agree_on: Callable[[int], None],
    honest: Callable[[], None],
) -> Callable[[str], Evidence]:
    """Run a forger that `AGREED` is agreed with; the next honest run is right."""

    def run(code: str) -> Evidence:
        agree_on(AGREED)
        seen = behind_walls(FORGE.format(end=end_record) + code)
        honest()
        return seen

    return run


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_a_trick_is_no_success(trick: str, forged: Callable[[str], Evidence]) -> None:
    seen = forged(trick)

    assert seen.status in ("failed", "killed"), seen


@pytest.mark.parametrize(
    ("trick", "code"),
    [
        ("forge()\nos._exit(0)", 0),
        ("from attempt import libc\nforge()\nlibc.exit(0)", 0),
        (f"forge()\nos._exit({AGREED})", AGREED),
    ],
)
def test_the_tricks_fail_for_the_code_that_they_do_not_know(
    trick: str,
    code: int,
    end_record: bytes,
    behind_walls: "Run",
    agree_on: Callable[[int], None],
) -> None:
    """The control: were it known, they would be believed, as they look like success.

    It can be found in the memory of the process, which nobody can prevent. So what a
    process says about itself is evidence only of what it says.
    """
    agree_on(code)

    assert behind_walls(FORGE.format(end=end_record) + trick).status == "passed"


REPORTS = {
    "two ends": "forge()\nforge()",
    "an end and then something else": """\
forge()
forge(b'{"kind": "statement", "sql": "SELECT 1"}\\n')""",
    "a cut end": "forge(end[:-9])",
    "an end that is no object": "forge(b'[\"end\"]\\n')",
    "an end without anything": 'forge(b\'{"kind": "end"}\\n\')',
    "an end of another type": 'forge(b\'{"kind": ["end"]}\\n\')',
    "an error that is a number": """\
import json
forge(json.dumps({**json.loads(end), "error": 5}).encode() + b"\\n")""",
    "no number of statements": """\
import json
forge(json.dumps({**json.loads(end), "statements_total": "many"}).encode() + b"\\n")""",
    "an infinite number of statements": """\
import json
record = {**json.loads(end), "statements_total": float("inf")}
forge(json.dumps(record).encode() + b"\\n")
forge(b"{}\\n")""",
    "a number too long to read": "forge(b'9' * 10_000 + b'\\n')",
    "a report nested too deep": "forge(b'[' * 100_000 + b'\\n')",
    "a record nested too deep": (
        "forge(b'{\"kind\": \"redirect\", \"text\": ' + b'[' * 100_000 + b'\\n')"
    ),
    "a text nested almost too deep": (
        "for depth in range(100, 1_000, 10):\n"
        '    forge(b\'{"kind": "redirect", "text": \' + b\'[\' * depth'
        " + b']' * depth + b'}\\n')"
    ),
    "bytes that are no text": "forge(b'\\xff\\xfe\\n')",
    "halves of characters": (
        'forge(b\'{"kind": "redirect", "text": "\\\\ud800"}\\n\')'
    ),
    "a record of 50 MB": "forge(b'{\"kind\": \"' + b'x' * 50_000_000 + b'\"}\\n')",
    "a statement of 10 MB": (
        'forge(b\'{"kind": "statement", "sql": "\' + b\'x\' * 10_000_000 + b\'"}\\n\')'
    ),
}


@pytest.mark.parametrize("said", REPORTS.values(), ids=REPORTS)
def test_a_report_out_of_shape_is_no_success_and_no_error_of_ours(
    said: str, forged: Callable[[str], Evidence]
) -> None:
    """The exit code is the right one, so that only the report can be at fault."""
    seen = forged(f"{said}\nos._exit({AGREED})\n")

    assert seen.status == "failed", seen.status
    assert len(seen.model_dump_json()) < 1_000_000


def test_of_many_small_records_only_as_many_are_parsed_as_there_can_be(
    end_record: bytes, behind_walls: "Run", monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = 0

    def loads(line: bytes) -> object:
        nonlocal parsed
        parsed += 1
        return json.loads(line)

    monkeypatch.setattr(records, "json", SimpleNamespace(loads=loads))
    code = FORGE.format(end=end_record) + "forge(b'{}\\n' * 1_000_000)\nos._exit(0)"

    behind_walls(code)

    assert 0 < parsed <= Limits().statements_kept + records.MAX_OTHERS


def test_a_record_of_many_small_things_costs_the_supervisor_little_memory(
    end_record: bytes, behind_walls: "Run"
) -> None:
    """Four bytes of a report can become a hundred of a list of lists."""
    code = FORGE.format(end=end_record) + (
        "forge(b'[' + b'[],' * 1_500_000 + b'[]]\\n')\nos._exit(0)"
    )
    tracemalloc.start()

    behind_walls(code)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_a_place_too_long_to_read_is_no_error_of_ours(
    behind_walls: "Run", honest: Callable[[], None]
) -> None:
    """The traceback of a dying process can be forged as well."""
    code = """\
import os, signal
from attempt import writable, write
here = os.path.abspath("p.py").encode()
place = b'File "' + here + b'", line ' + b"9" * 5_000 + b"\\n"
for one in writable(): write(one, place)
signal.pause()
"""
    assert behind_walls(code, Limits(wall_seconds=0.3)).status == "timed-out"
    honest()


@pytest.mark.parametrize(
    "number",
    [1, 4, 6, 9, 11, 14, 15, 24, 25, 31, 34, 40, 64],
)
def test_a_program_that_kills_itself_is_no_success(
    number: int, behind_walls: "Run", without_walls: "Run"
) -> None:
    """Without walls it is the same: no wall is needed, only a supervisor that looks."""
    code = f"""\
import os, signal
if {number} != signal.SIGKILL: signal.signal({number}, signal.SIG_DFL)
os.kill(os.getpid(), {number})
"""
    for run in (behind_walls, without_walls):
        seen = run(code)
        assert seen.status in ("killed", "timed-out"), seen
        assert seen.exit_code == -number


REPLACED = {
    "os._exit": "import os\nos._exit = lambda *_: None",
    "sys.exit": "import sys\nsys.exit = lambda *_: None",
    "the end of a thread": "import threading\nthreading._shutdown = lambda: None",
    "the way home": (
        "import mcp_server.sandbox.child as child\n"
        "for name in ('live', '_work', '_run'): setattr(child, name, lambda *_: None)"
    ),
    "the trace of functions": "import sys\nsys.settrace(lambda *_: 1 / 0)",
    "the profile of functions": "import sys\nsys.setprofile(lambda *_: 1 / 0)",
    "the hook of exceptions": "import sys\nsys.excepthook = lambda *_: 1 / 0",
    "every name that is built in": (
        "import builtins\n"
        "for name in dir(builtins):\n"
        "    if not name.startswith('_'): setattr(builtins, name, None)"
    ),
    "the modules": "import sys\nsys.modules.clear()",
    "standard output, which is closed": "import sys\nsys.stdout.close()",
    "standard output by nothing": "import sys\nsys.stdout = None",
    "standard error by nothing": "import sys\nsys.stderr = None",
    "descriptors 1 and 2 by nothing": "import os\nos.close(1)\nos.close(2)",
}


@pytest.mark.parametrize("replaced", REPLACED.values(), ids=REPLACED)
def test_whatever_a_program_replaces_its_process_ends_there(
    replaced: str, behind_walls: "Run", honest: Callable[[], None]
) -> None:
    """It must never come back to the zygote's own loop: the next run would meet it."""
    seen = behind_walls(replaced)

    assert seen.status in ("passed", "failed"), seen
    assert seen.duration_ms < 5_000
    honest()


@pytest.mark.parametrize(
    "ending", ["sys.stdout.close()", "sys.stdout = None", "sys.stderr = None"]
)
def test_an_honest_program_that_gives_its_output_up_passes(
    ending: str, behind_walls: "Run"
) -> None:
    assert behind_walls(f"import sys\nprint(1)\n{ending}").status == "passed"


@pytest.mark.parametrize("code", [0, AGREED, AGREED + 1, -1, 256, 256 + AGREED])
def test_leaving_with_a_code_is_judged_by_the_program_not_by_the_code(
    code: int, behind_walls: "Run", agree_on: Callable[[int], None]
) -> None:
    agree_on(AGREED)

    seen = behind_walls(f"raise SystemExit({code})")

    assert seen.status == ("passed" if code == 0 else "failed")


def test_the_agreed_code_differs_from_run_to_run(behind_walls: "Run") -> None:
    """Found as the tricks would have to find it: in the frames of the process."""
    code = """\
import sys
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        if isinstance(value, dict) and "exit_code" in value: print(value["exit_code"])
    frame = frame.f_back
"""
    assert len({behind_walls(code).stdout for _ in range(8)}) > 1


def test_what_a_snippet_says_cannot_steer_a_terminal(behind_walls: "Run") -> None:
    """Everything of it that reaches a model is free of control characters."""
    marker = secrets.token_hex(4)
    code = f"""\
import sys
from sqlmodel import Session, create_engine, text
evil = "\\x1b[31m\\x07\\u202e{marker}"
print(evil)
print(evil, file=sys.stderr)
with Session(create_engine("postgresql://host/" + evil)) as session:
    session.exec(text(f"SELECT '{{evil}}'"))
raise ValueError(evil)
"""
    seen = anyio.run(validate_snippet, code)

    said = json.dumps(seen.model_dump(mode="json"), ensure_ascii=False)
    assert said.count(marker) >= 3
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert "\\u001b" not in said
    assert "\\u0007" not in said
