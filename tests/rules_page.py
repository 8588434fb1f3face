"""Writes references/rules.md from the rules: `make rules`."""

from pathlib import Path

from mcp_server.rules.page import reference

PAGE = Path(__file__).resolve().parents[1] / "references" / "rules.md"

if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
