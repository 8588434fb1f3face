"""Forks a child for each line it reads and says what became of it.

A fresh process with one thread, as the sandbox's is: the walls must not go up in the
process that runs the tests. Arguments: the folder of the package, and modules to import
before the first fork.
"""

import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

PROBES_USE = """\
ctypes encodings.idna fcntl glob mmap resource select shutil socket sqlite3 struct
subprocess tempfile threading time uuid
"""
"""Another user may not be able to read the interpreter's own folder."""
SECONDS_TO_LIVE = 60
STATUS = ("Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")


def main() -> None:
    """Answer each request on standard input with one line of JSON."""
    sys.path.insert(0, sys.argv[1])
    for name in (*PROBES_USE.split(), "mcp_server.sandbox.walls", *sys.argv[2:]):
        importlib.import_module(name)
    importlib.import_module("mcp_server.sandbox.walls").prepare()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(serve(json.loads(line))) + "\n")
        sys.stdout.flush()


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """Run one request in a child of its own."""
    parent, (reader, report) = os.getpid(), os.pipe()
    child = os.fork()
    if child == 0:
        live(request, parent, report)
    os.close(report)
    with os.fdopen(reader, "rb") as pipe:
        outcome = json.loads(pipe.read() or b"{}")
    # It is a zombie now, or about to be one: the kernel still knows its rights.
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    lines = Path(f"/proc/{child}/status").read_text(encoding="utf-8").splitlines()
    fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    status = os.waitpid(child, 0)[1]
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    rights = {name: fields[name].split() for name in (*STATUS, "NoNewPrivs", "Seccomp")}
    ended = not signalled and bool(outcome)
    return {"signal": signalled, "ended": ended, "status": rights, **outcome}


def live(request: dict[str, Any], parent: int, report: int) -> None:
    """Be the child: never return."""
    end = os._exit
    signal.alarm(SECONDS_TO_LIVE)
    names: dict[str, Any] = {"PARENT": parent, **request["names"]}
    try:
        exec(request["before"], names)  # noqa: S102 - it comes from our tests
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.dup2(null, 2)
        put_up_walls(request, parent, report)
        exec(request["code"], names)  # noqa: S102 - what the walls are for
        outcome: dict[str, Any] = {"value": names.get("value")}
    except BaseException as error:  # noqa: BLE001 - whatever it was is the result
        outcome = {
            "error": type(error).__name__,
            "errno": getattr(error, "errno", None),
            "text": traceback.format_exc(),
        }
    os.write(report, json.dumps(outcome).encode())
    end(0)


def put_up_walls(request: dict[str, Any], parent: int, report: int) -> None:
    """Put up all walls, or those that are named, or none but the change of user."""
    from mcp_server.sandbox.walls import jail

    options = request["jail"]
    options["user"] = options["user"] and tuple(options["user"])
    options["readable"] = tuple(options["readable"])
    wanted = jail.Jail(parent=parent, keep=frozenset({0, 1, 2, report}), **options)
    if request["walls"] is None:
        jail.enter(wanted)
        return
    for name, wall in jail.steps(wanted):
        if name in {"user", "folder", *request["walls"]}:
            wall()


if __name__ == "__main__":
    main()
