"""What `sqlmodel-production doctor` tells: the walls that stand here, and versions."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from mcp_server import __version__
from mcp_server.results import Checkup
from mcp_server.sandbox.run import current_level

PACKAGES = ("sqlmodel", "SQLAlchemy", "pydantic", "fastapi", "aiosqlite", "mcp")


def examine() -> Checkup:
    """Try the walls in a real child, and look up what is installed."""
    return Checkup(sandbox=current_level(), walls=_walls(), versions=_versions())


def _walls() -> dict[str, str]:
    kernel = {"system": f"{platform.system()} {platform.release()}"}
    if sys.platform != "linux":
        return kernel
    # Linux only: what it imports does not exist elsewhere.
    from mcp_server.sandbox import walls

    offered = walls.available()
    return kernel | {
        "machine": offered.machine,
        "landlock": f"ABI {offered.landlock_abi}" if offered.landlock_abi else "no",
        "seccomp": "yes" if offered.seccomp else "no",
    }


def _versions() -> dict[str, str]:
    found = {"sqlmodel-production": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
