"""Nothing of the server's environment, and nothing of earlier runs, is handed down."""

import secrets
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Inheritance, Run, Told

LOOKS = {
    "in the environment": "return os.environ.get(name)",
    "in the environment as bytes": "return os.environb.get(name.encode())",
    "by the C library": """
libc.getenv.restype = ctypes.c_char_p
return libc.getenv(name.encode())""",
    "behind the pointer to the environment": """
pointer = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
found = []
while pointer[len(found)]:
    found.append(pointer[len(found)])
return [one for one in found if one.startswith(name.encode() + b"=")]""",
    "in descriptors that are open": """
import stat
found = []
for descriptor in range(3, 256):
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            found.append(os.pread(descriptor, 99, 0))
    except OSError:
        pass
return b"".join(found)""",
}
SAID_BEFORE = "earlier = '{marker} and some more' * 100\n"
LOOKS_FOR_OBJECTS = """
import gc
marker = {first!r} + {second!r}
return [
    found
    for one in gc.get_objects()
    for found in gc.get_referents(one)
    if isinstance(found, str) and marker in found and found != marker
]"""
LOOKS_THROUGH_THE_HEAP = """
# The kernel tells what is mapped: it refuses to write from what is not.
libc.sbrk.restype = ctypes.c_void_p
receiver, sender = os.pipe()
marker = [{first!r}.encode(), {second!r}.encode()]
found, size = 0, 65536
place = libc.sbrk(0) - size
while libc.write(sender, ctypes.c_void_p(place), size) == size:
    text = os.read(receiver, size)
    start = text.find(marker[0])
    found += start >= 0 and text[start + 16 :].startswith(marker[1])
    place -= size - 64
return found"""


def _probe(body: str, **names: object) -> str:
    given = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    lines = body.strip().replace("\n", "\n    ")
    return (
        f"from attempt import *\nimport os\n{given}def reach():\n    {lines}\n"
        "tell(reach)\n"
    )


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_secret_that_others_inherit_is_not_found(
    look: str,
    inheritance: "Inheritance",
    behind_walls: "Run",
    executed: "Callable[[Path, str], CompletedProcess[str]]",
    told: "Callable[..., Told]",
    tmp_path: Path,
) -> None:
    code = _probe(look, name=inheritance.name)

    seen = behind_walls(code)

    assert told(seen).why == "nothing", told(seen)
    assert inheritance.secret in executed(tmp_path, code).stdout


def test_the_environment_has_only_what_python_needs(behind_walls: "Run") -> None:
    seen = behind_walls("import os; print(*sorted(os.environ))")

    allowed = {"HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "TEMP", "TMPDIR", "TZ"}
    assert set(seen.stdout.split()) <= allowed


def test_the_arguments_are_those_of_the_program(behind_walls: "Run") -> None:
    seen = behind_walls("import os, sys; print(sys.argv == [os.path.abspath('p.py')])")

    assert seen.stdout == "True\n"


def test_only_the_pipes_of_the_run_are_open(behind_walls: "Run") -> None:
    code = """\
import os, stat
kinds = []
for descriptor in range(256):
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        continue
    known = {stat.S_IFIFO: "pipe", stat.S_IFCHR: "null"}
    kinds.append(known.get(stat.S_IFMT(mode), mode))
print(set(kinds), kinds[:3])
"""
    seen = behind_walls(code)

    assert seen.stdout.endswith("['null', 'pipe', 'pipe']\n")
    assert seen.stdout.startswith(("{'null', 'pipe'}", "{'pipe', 'null'}"))


@pytest.mark.parametrize("look", [LOOKS_FOR_OBJECTS, LOOKS_THROUGH_THE_HEAP])
def test_the_source_of_an_earlier_run_is_not_found(
    look: str,
    behind_walls: "Run",
    without_walls: "Run",
    told: "Callable[..., Told]",
) -> None:
    first, second = secrets.token_hex(8), secrets.token_hex(8)
    earlier = SAID_BEFORE.format(marker=first + second)
    code = _probe(look.format(first=first, second=second))
    assert behind_walls(earlier).status == "passed"

    assert told(behind_walls(code)).why == "nothing"
    control = without_walls(f"import earlier\n{code}", **{"earlier.py": earlier})
    assert told(control).why == "reached", control.stderr
