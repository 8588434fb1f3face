"""What a run can see of other runs, of the kernel, of files that it cannot read."""

import ast
import platform
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mcp_server.sandbox.walls import syscalls

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Run, Told
    from tests.sandbox.escapes.outside import Outside

EVERY_NUMBER = """\
import collections, errno
from attempt import call
answers = collections.defaultdict(list)
for number in {numbers!r}:
    try:
        call(number, -1, -1, -1, -1, -1, -1)
        answers["allowed"].append(number)
    except OSError as error:
        answers[errno.errorcode[error.errno]].append(number)
print(dict(answers))
"""
PAST_EVERY_FILTER = {"x86_64": {335, 336}, "aarch64": set()}
"""uretprobe and uprobe: the kernel's own, which kill who calls them from elsewhere."""
HARMLESS = {"x86_64": (284, 290, 294), "aarch64": (85, 19, 26)}
"""timerfd_gettime, eventfd2, inotify_init1: answered with an error about arguments."""
ATTEMPTS = {
    "reads": "return open(there + '/secret.txt').read()",
    "writes": "return open(there + '/secret.txt', 'a').write('x')",
    "makes a file": "return open(there + '/new.txt', 'x').write('x')",
    "lists": "return os.listdir(there)",
    "enters and lists": "os.chdir(there)\n    return os.listdir()",
    "removes": "os.unlink(there + '/secret.txt')\n    return True",
    "replaces": (
        "open('mine', 'w').close()\n"
        "    os.rename('mine', there + '/secret.txt')\n    return True"
    ),
}
LOOKS = {
    "whether it exists": "return os.path.exists(secret)",
    "how long it is": "return os.stat(secret).st_size",
    "whether it may read it": "return os.access(secret, os.R_OK)",
    "where a link leads": "return os.readlink(link)",
    "where a folder is": "os.chdir(folder)\n    return True",
}


def _probe(header: str, body: str) -> str:
    return f"{header}\ndef reach():\n    {body}\ntell(reach)\n"


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_folder_of_another_run_is_out_of_reach(
    attempt: str,
    behind_walls: "Run",
    without_walls: "Run",
    told: "Callable[..., Told]",
) -> None:
    other = f"other-{secrets.token_hex(4)}"
    header = f"from attempt import *\nimport os\nthere = os.path.abspath('../{other}')"

    for run in (behind_walls, without_walls):
        base = Path(
            run("import os; print(os.path.dirname(os.getcwd()))").stdout.strip()
        )
        (base / other).mkdir()
        secret = base / other / "secret.txt"
        secret.write_text("secret")
        # Not even the rights may be what stops it.
        secret.chmod(0o666)
        secret.parent.chmod(0o777)
        reached = told(run(_probe(header, attempt)))
        if run is behind_walls:
            assert reached.why in ("EACCES", "EPERM", "EXDEV"), reached
            assert [(one.name, one.read_text()) for one in secret.parent.iterdir()] == [
                ("secret.txt", "secret")
            ]
        else:
            assert reached.why == "reached", reached


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_what_a_run_sees_of_files_that_it_cannot_read_is_told(
    look: str,
    outside: "Outside",
    behind_walls: "Run",
    without_walls: "Run",
    told: "Callable[..., Told]",
) -> None:
    """Landlock hides contents; only namespaces hide that there is a file."""
    code = _probe(outside.header(), look)

    seen = behind_walls(code)

    told_so = "file-metadata" in seen.sandbox.missing
    assert (told(seen).why == "reached") == told_so
    assert told(without_walls(code)).why == "reached"


def test_no_system_call_but_the_listed_ones_reaches_the_kernel(
    behind_walls: "Run", without_walls: "Run"
) -> None:
    machine = platform.machine()
    listed = set(syscalls.numbers(machine).values())
    left_out = listed | PAST_EVERY_FILTER[machine]
    unlisted = [one for one in range(syscalls.NEWEST + 1) if one not in left_out]
    newer = [*range(syscalls.NEWEST + 1, 700)]

    refused = behind_walls(EVERY_NUMBER.format(numbers=unlisted))
    unknown = behind_walls(EVERY_NUMBER.format(numbers=newer))

    assert ast.literal_eval(refused.stdout) == {"EPERM": unlisted}
    assert ast.literal_eval(unknown.stdout) == {"ENOSYS": newer}
    # Without walls, the same code may only call what harms nobody.
    control = without_walls(EVERY_NUMBER.format(numbers=HARMLESS[machine]))
    assert control.status == "passed"
    assert not {"EPERM", "ENOSYS"} & set(ast.literal_eval(control.stdout))
