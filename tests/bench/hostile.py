"""Programs that want to harm the sandbox, and how a run of each must end.

The observers of the child are in its own process, so a program can reach their report;
`REPORT` finds it as a forger would.
"""

from dataclasses import dataclass, field

from mcp_server.results import Limits

REPORT = """\
import gc, os
from mcp_server.observe.report import Report
report = next(one for one in gc.get_objects() if isinstance(one, Report))
write = Report.write
raw = report._file.fileno()
"""


@dataclass(frozen=True)
class Hostile:
    """One program, and what may be said of its run."""

    code: str
    ends: tuple[str, ...] = ("failed",)
    """The statuses that are true of it."""
    limits: Limits = field(default_factory=Limits)


def _forged(record: str) -> Hostile:
    """A line that is not ours in the report; the program itself does nothing wrong."""
    code = f"{REPORT}os.write(raw, {record!r}.encode() + b'\\n')\n"
    return Hostile(code, ("passed", "failed"))


COMMON = {
    "crash": Hostile("import ctypes\nctypes.string_at(0)\n", ("killed",)),
    "exit": Hostile("import os\nos._exit(0)\n"),
    "flood": Hostile("while True:\n    print('x' * 60_000)\n", ("killed",)),
    "memory": Hostile("x = [bytearray(1 << 20) for _ in range(4096)]\n", ("killed",)),
    "loop": Hostile(
        "while True:\n    pass\n", ("timed-out",), Limits(wall_seconds=0.2)
    ),
    "forged end": Hostile(
        f"{REPORT}"
        "def twice(self, kind, **fields):\n"
        "    write(self, kind, **fields)\n"
        "    write(self, kind, **fields)\n"
        "Report.write = twice\n"
    ),
}
"""What must be met in bulk."""

RARE = {
    "early end": Hostile(
        f"{REPORT}"
        "def leave(self, kind, **fields):\n"
        "    write(self, kind, **fields)\n"
        "    os._exit(0)\n"
        "Report.write = leave\n"
    ),
    "closed descriptors": Hostile("import os\nos.closerange(0, 256)\n"),
    "real-time signal": Hostile("import os\nos.kill(os.getpid(), 40)\n", ("killed",)),
    "deep record": _forged("[" * 60_000),
    "infinite total": _forged(
        '{"kind": "end", "error": null, "statements_total": 1e999}'
    ),
    "half a character": _forged('{"kind": "redirect", "text": "\\\\ud800"}'),
    "half a character raised": Hostile("raise ValueError('\\ud800')\n"),
    "deep folders": Hostile(
        "import os\nfor _ in range(1_500):\n    os.mkdir('d')\n    os.chdir('d')\n",
        ("passed", "killed"),
    ),
    "hidden bytes": Hostile(
        "import os, time\n"
        "for _ in range(30):\n"
        "    os.mkdir('d' * 200)\n"
        "    os.chdir('d' * 200)\n"
        "for number in range(3):\n"
        "    with open(str(number), 'wb') as file:\n"
        "        file.write(bytes(20 << 20))\n"
        "time.sleep(1)\n",
        ("killed",),
    ),
    "locked folder": Hostile(
        "import os\nos.mkdir('d')\nos.mkdir('d/e')\nos.mkdir('f', 0)\n"
        "os.umask(0o777)\nos.mkdir('d/g')\n",
        ("passed",),
    ),
}
"""What was once a defect, or could be one."""
