"""Stands in for modules that programs import and that are not here, or must not act.

A server would wait for requests for ever; it is replaced by one that does nothing.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Any

import pydantic.networks
import pytest
import starlette.testclient

from mcp_server.observe import settings
from mcp_server.observe.report import Report


def install(report: Report) -> None:
    """From now on these imports find a stand-in, and that is told."""
    sys.meta_path.insert(0, _Finder(report))
    if not _is_installed("email_validator"):
        _check_addresses_simply(report)


def _check_addresses_simply(report: Report) -> None:
    """Let Pydantic's EmailStr work without the package that it asks for."""

    def import_email_validator() -> None:
        if vars(pydantic.networks)["email_validator"] is None:
            vars(pydantic.networks)["email_validator"] = _Addresses
            text = "email-validator: EmailStr checks no more than name@domain"
            report.write("assumed", text=text)

    vars(pydantic.networks)["import_email_validator"] = import_email_validator


class _Addresses:
    """What Pydantic uses of the package."""

    class EmailNotValidError(ValueError):
        """It is no address."""

    @staticmethod
    def validate_email(email: str, **_options: Any) -> SimpleNamespace:
        name, at, domain = email.rpartition("@")
        if not (name and at and "." in domain.strip(".")) or " " in email:
            raise _Addresses.EmailNotValidError("it must have the form name@domain")
        return SimpleNamespace(normalized=email, local_part=name)


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
        return ModuleSpec(name, _Loader(partial(fill, report=self._report)))


def _is_installed(name: str) -> bool:
    """Another finder knows it."""
    others = [one for one in sys.meta_path if not isinstance(one, _Finder)]
    return any(one.find_spec(name, None) is not None for one in others)


class _Loader(Loader):
    def __init__(self, fill: Callable[[ModuleType], None]) -> None:
        self._fill = fill

    def exec_module(self, module: ModuleType) -> None:
        self._fill(module)


def _uvicorn(module: ModuleType, report: Report) -> None:
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


def _httpx(module: ModuleType, report: Report) -> None:
    """The successor that TestClient uses has the same names."""
    other = vars(starlette.testclient)["httpx"]
    kept = ("__name__", "__spec__", "__loader__")
    vars(module).update({n: v for n, v in vars(other).items() if n not in kept})


def _pytest_asyncio(module: ModuleType, report: Report) -> None:
    def fixture(*arguments: Any, loop_scope: object = None, **options: Any) -> Any:
        return pytest.fixture(*arguments, **options)

    vars(module).update(fixture=fixture)


def _dotenv(module: ModuleType, report: Report) -> None:
    vars(module).update(
        load_dotenv=lambda *_arguments, **_options: False,
        dotenv_values=lambda *_arguments, **_options: {},
        find_dotenv=lambda *_arguments, **_options: "",
    )


Fill = Callable[..., None]
STAND_INS: dict[str, tuple[Fill, str, bool]] = {
    "uvicorn": (_uvicorn, "uvicorn was not started: its server does nothing", True),
    "httpx": (_httpx, "httpx: httpx2 stands in for it", False),
    "pytest_asyncio": (_pytest_asyncio, "pytest_asyncio: anyio runs its tests", False),
    "dotenv": (_dotenv, "dotenv: there is no .env file", False),
    "pydantic_settings": (
        settings.fill,
        "pydantic_settings: a stand-in reads the environment, which is empty",
        False,
    ),
}
"""By module: what fills it, what is told, and whether an installed one is replaced."""
