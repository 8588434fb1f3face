"""Runs the tests of a test module with pytest, in this process, and nothing twice."""

import ast
import importlib
import inspect
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from _pytest.assertion.rewrite import rewrite_asserts
from _pytest.config import default_plugins

OPTIONS = (
    *("-q", "-s", "-p", "anyio.pytest_plugin"),
    *(
        part
        for name in ("cacheprovider", "faulthandler", "warnings", "pastebin", "doctest")
        for part in ("-p", f"no:{name}")
    ),
)
MOST_NAMES = 5
MARKERS = ("asyncio: a coroutine", "anyio: a coroutine")

# What pytest imports when it starts is imported here, so that no child needs to.
for _name in (*(f"_pytest.{name}" for name in default_plugins), "anyio.pytest_plugin"):
    importlib.import_module(_name)


def with_told_asserts(tree: ast.Module, text: str) -> None:
    """Let each assert say what it compared, as pytest does for modules it loads."""
    rewrite_asserts(tree, text.encode())


class TestRun:
    """One run of pytest over one module that is already known: a plugin of pytest."""

    __test__ = False

    def __init__(
        self, path: Path, load: Callable[[], ModuleType], values: dict[str, Any]
    ) -> None:
        self.path = path
        self.load = load
        self._values = values
        self.others: set[str] = set()
        """Names that look like tests and are none."""
        self._failed: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.error: BaseException | None = None
        """What the first failing test raised."""

    def run(self, folder: Path) -> None:
        """Run all tests of the module."""
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        arguments = [*OPTIONS, f"--rootdir={folder}", str(self.path)]
        code = pytest.main(arguments, plugins=[self])
        if self.error is None and code not in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            self.error = RuntimeError(f"pytest ended with {code!s}")

    def told(self) -> str:
        """What came out, such as `run by pytest: 3 passed, 1 failed`."""
        order = ("passed", "failed", "skipped", "xfailed", "error")
        counts = [f"{self.outcomes[one]} {one}" for one in order if self.outcomes[one]]
        text = f"run by pytest: {', '.join(counts) or 'no tests'}"
        names = ", ".join(self._failed[:MOST_NAMES])
        return f"{text} ({names})" if names else text

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Say nothing on standard output, and know the marks for coroutines."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            config.pluginmanager.unregister(reporter)
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)
        # Registered after the plugin of anyio, and thus in its place.
        config.pluginmanager.register(_Backend())
        config.pluginmanager.register(_fixtures(self._values))

    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: Any
    ) -> "_LoadedModule | None":
        """The module that is already known, and not a second one like it."""
        if module_path != self.path:
            return None
        made: _LoadedModule = _LoadedModule.from_parent(parent, path=module_path)
        made.run = self
        return made

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, name: str, obj: object) -> list[Any] | None:
        """Coroutines are run by anyio, whichever plugin they were written for."""
        if name in self.others:
            return []
        if inspect.iscoroutinefunction(obj):
            pytest.mark.anyio(obj)
        return None

    def pytest_exception_interact(self, call: pytest.CallInfo[Any]) -> None:
        """Keep what the first failing test raised."""
        if self.error is None and call.excinfo is not None:
            self.error = call.excinfo.value

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the outcomes."""
        if report.when == "call" or report.outcome != "passed":
            expected = report.outcome == "skipped" and hasattr(report, "wasxfail")
            before = report.when != "call" and report.outcome == "failed"
            outcome = "xfailed" if expected else "error" if before else report.outcome
            self.outcomes[outcome] += 1
            if report.outcome == "failed":
                self._failed.append(report.nodeid.partition("::")[2])


class _LoadedModule(pytest.Module):
    """A test module that we execute."""

    run: TestRun

    def _getobj(self) -> ModuleType:
        return self.run.load()


class _Backend:
    """The event loop of coroutine tests."""

    @pytest.fixture(scope="session")
    def anyio_backend(self) -> str:
        """Only asyncio is installed."""
        return "asyncio"


def _fixtures(values: dict[str, Any]) -> object:
    """A plugin with a fixture for each value; those of the program go before them."""
    made = {}
    for name, value in values.items():

        def fixture(self: object, value: Any = value) -> Any:
            return value

        made[name] = pytest.fixture(name=name)(fixture)
    return type("SuppliedFixtures", (), made)()
