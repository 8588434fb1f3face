"""A call blocks the event loop.

## What it does
Finds `time.sleep`, requests, `urllib.request.urlopen`, the functions of httpx and
`subprocess.run` directly in `async def`.

## Why is this bad
Nothing else runs in the process while such a call waits: no other request, no timeout,
no health check. Inside a transaction it also holds a connection and its locks.

## Example
```python
import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
async def slow() -> None:
    time.sleep(0.01)
```

## Use instead
```python
import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
async def slow() -> None:
    await asyncio.sleep(0.01)
```

## When it does not apply
Functions defined inside that run elsewhere (`run_in_threadpool`, `asyncio.to_thread`),
and tests. Scripts that do one thing at a time lose nothing: only a hint where the file
is no part of a FastAPI application.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import serves
from mcp_server.rules.edits import replace
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM059"
SEVERITY = "warning"
CATEGORY = "async"
PROBLEM = "blocking-call-in-async"
FIX = "unsafe"
"""Other code runs meanwhile, which may meet a state that it did not meet before."""
VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
BLOCKING = {
    "time.sleep": "asyncio.sleep",
    "urllib.request.urlopen": "httpx.AsyncClient",
    **{f"requests.{verb}": "httpx.AsyncClient" for verb in VERBS},
    **{f"httpx.{verb}": "httpx.AsyncClient" for verb in VERBS},
    **{
        f"subprocess.{one}": "asyncio.create_subprocess_exec" for one in ("run", "call")
    },
    "subprocess.check_output": "asyncio.create_subprocess_exec",
    "os.system": "asyncio.create_subprocess_shell",
}


def check(module: Module) -> Iterator[Violation]:
    """Known blocking functions on the event loop."""
    if "async def" not in module.source or module.is_test:
        return
    for call in module.calls(*BLOCKING):
        if module.is_in_async(call):
            yield _violation(module, call, module.qualified(call.func) or "")


def _violation(module: Module, call: ast.Call, name: str) -> Violation:
    return Violation(
        node=call,
        message=f"{name}() blocks the event loop.",
        remedy=f"Await {BLOCKING[name]}, or call it with asyncio.to_thread.",
        fix=_fix(module, call) if name == "time.sleep" else None,
        severity=None if serves(module) else "info",
    )


def _fix(module: Module, call: ast.Call) -> Fix | None:
    known = module.imports.names
    if known.get("asyncio") == "asyncio":
        named = replace(module, call.func, "await asyncio.sleep")
        return Fix("Await asyncio.sleep()", (named,), "unsafe")
    if known.get("sleep", "asyncio.sleep") != "asyncio.sleep":
        return None
    named = replace(module, call.func, "await sleep")
    return Fix("Await asyncio.sleep()", (named,), "unsafe", ("asyncio.sleep",))
