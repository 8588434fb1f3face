"""Finds the application that a program defines."""

import inspect
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.routing import Mount

from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.report import Report

FACTORIES = ("create_app", "make_app", "get_app", "build_app", "get_application")


def find(main: ModuleType, files: ProgramFiles, report: Report) -> FastAPI | None:
    """The application to call; what had to be done to have one is told."""
    named = list(_named(main, files))
    found = _alone({id(v): v for _, v in named if isinstance(v, FastAPI)})
    if found:
        return _chosen(found, named, report)
    return _made(named, report) or _assembled(named, report)


def modules(main: ModuleType, files: ProgramFiles) -> Iterator[ModuleType]:
    """The program's own modules, the one that was run first."""
    yield main
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if module is main or not isinstance(path, str):
            continue
        if files.name(path):
            yield module


def _named(main: ModuleType, files: ProgramFiles) -> Iterator[tuple[str, Any]]:
    for module in modules(main, files):
        yield from list(vars(module).items())


def _alone(found: dict[int, FastAPI]) -> list[FastAPI]:
    """Those that are not mounted in another one."""
    mounted = {
        id(route.app)
        for app in found.values()
        for route in app.routes
        if isinstance(route, Mount)
    }
    return [app for key, app in found.items() if key not in mounted]


def _chosen(
    found: list[FastAPI], named: list[tuple[str, Any]], report: Report
) -> FastAPI:
    called_app = [v for name, v in named if name == "app" and isinstance(v, FastAPI)]
    chosen = next((one for one in called_app if one in found), found[0])
    if len(found) > 1:
        text = f"one of {len(found)} applications was called: {_name(chosen, named)}"
        report.write("assumed", text=text)
    return chosen


def _name(app: FastAPI, named: list[tuple[str, Any]]) -> str:
    return next(name for name, value in named if value is app)


def _made(named: list[tuple[str, Any]], report: Report) -> FastAPI | None:
    """What a factory that needs no argument returns."""
    for name, value in named:
        if inspect.isfunction(value) and _is_factory(name, value):
            try:
                app = value()
            except Exception as error:  # noqa: BLE001 - the program's own doing
                text = f"not exercised: {name}() raised {type(error).__name__}"
                report.write("assumed", text=text)
                continue
            if isinstance(app, FastAPI):
                report.write("assumed", text=f"the application is that of {name}()")
                return app
    return None


def _is_factory(name: str, function: Any) -> bool:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return False
    needs = [
        one
        for one in signature.parameters.values()
        if one.default is one.empty
        and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    says = signature.return_annotation in (FastAPI, "FastAPI")
    return not needs and (says or name in FACTORIES)


def _assembled(named: list[tuple[str, Any]], report: Report) -> FastAPI | None:
    """An application of ours around routers that belong to none."""
    routers = {id(v): (name, v) for name, v in named if isinstance(v, APIRouter)}
    known = {id(one) for _, router in routers.values() for one in _included(router)}
    outer = [one for key, one in routers.items() if key not in known]
    if not outer:
        return None
    app = FastAPI()
    for _, router in outer:
        app.include_router(router)
    names = ", ".join(name for name, _ in outer)
    report.write("assumed", text=f"an application was made that includes {names}")
    return app


def _included(router: APIRouter) -> Iterator[Any]:
    """The routers that a router includes."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield inner
