# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "aiosqlite>=0.21,<1",
#   "anyio>=4.9,<5",
#   "fastapi>=0.165,<1",
#   "httpx2",
#   "pydantic>=2.12,<3",
#   "pytest>=9.0,<10",
#   "pyyaml>=6.0.2,<7",
#   "rich>=14,<16",
#   "sqlmodel[asyncio]>=0.0.50,<0.1",
#   "typer>=0.16,<1",
# ]
# ///
"""Check files by static rules, without running them: uv run scripts/check.py PATHS."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    from mcp_server.cli import main
except ModuleNotFoundError as missing:
    print(f"error: no {missing.name} here; use: uv run {__file__}", file=sys.stderr)
    sys.exit(2)

if __name__ == "__main__":
    main(["check", *sys.argv[1:]])
