"""Says on what a benchmark ran."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("sqlmodel", "SQLAlchemy", "pydantic", "fastapi", "aiosqlite", "anyio")


def description() -> str:
    """The machine, its software and how busy it is, as a list."""
    one, five, fifteen = os.getloadavg()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            f"* {_processor()}, {os.cpu_count()} cores; Linux {platform.release()}",
            f"* Python {platform.python_version()}; {packages}",
            f"* load average {one:.2f}, {five:.2f}, {fifteen:.2f}; user {os.getuid()}",
        ]
    )


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text("utf-8")
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()
