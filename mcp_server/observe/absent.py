"""Stands in for modules that programs import and that are not here, or must not act.

A server would wait for requests for ever; it is replaced by one that does nothing.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest
import starlette.testclient

from mcp_server.observe.report import Report


def install(report: Report) -> None:
    """From now on these imports find a stand-in, and that is told."""
    finder = _Finder(report)
    sys.meta_path.insert(0, finder)


class _Finder(MetaPathFinder):
    def __init__(self, report: Report) -> None:
        self._report = report

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: object = None
    ) -> ModuleSpec | None:
        if name not in STAND_INS:
            return None
        fill, text, always = STAND_INS[name]
        if not always and _is_installed(name):
            return None
        self._report.write("assumed", text=text)
        return ModuleSpec(name, _Loader(fill))


def _is_installed(name: str) -> bool:
    """Another finder knows it."""
    others = [one for one in sys.meta_path if not isinstance(one, _Finder)]
    return any(one.find_spec(name, None) is not None for one in others)


class _Loader(Loader):
    def __init__(self, fill: Callable[[ModuleType], None]) -> None:
        self._fill = fill

    def exec_module(self, module: ModuleType) -> None:
        self._fill(module)


def _uvicorn(module: ModuleType) -> None:
    class Config:
        def __init__(self, app: Any, *_arguments: Any, **options: Any) -> None:
            self.app = app
            self.__dict__.update(options)

    class Server:
        def __init__(self, config: Config) -> None:
            self.config = config
            self.should_exit = False

        def run(self, *_arguments: Any, **_options: Any) -> None:
            pass

        async def serve(self, *_arguments: Any, **_options: Any) -> None:
            pass

    vars(module).update(Config=Config, Server=Server, run=Server.run)


def _httpx(module: ModuleType) -> None:
    """The successor that TestClient uses has the same names."""
    other = vars(starlette.testclient)["httpx"]
    kept = ("__name__", "__spec__", "__loader__")
    vars(module).update({n: v for n, v in vars(other).items() if n not in kept})


def _pytest_asyncio(module: ModuleType) -> None:
    def fixture(*arguments: Any, loop_scope: object = None, **options: Any) -> Any:
        return pytest.fixture(*arguments, **options)

    vars(module).update(fixture=fixture)


def _dotenv(module: ModuleType) -> None:
    vars(module).update(
        load_dotenv=lambda *_arguments, **_options: False,
        dotenv_values=lambda *_arguments, **_options: {},
        find_dotenv=lambda *_arguments, **_options: "",
    )


STAND_INS: dict[str, tuple[Callable[[ModuleType], None], str, bool]] = {
    "uvicorn": (_uvicorn, "uvicorn was not started: its server does nothing", True),
    "httpx": (_httpx, "httpx: httpx2 stands in for it", False),
    "pytest_asyncio": (_pytest_asyncio, "pytest_asyncio: anyio runs its tests", False),
    "dotenv": (_dotenv, "dotenv: there is no .env file", False),
}
"""By module: what fills it, what is told, and whether an installed one is replaced."""
