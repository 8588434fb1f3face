"""The README shows what the commands really print."""

import importlib.util
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_outputs_in_the_readme_are_what_the_commands_print() -> None:
    spec = importlib.util.spec_from_file_location("readme", ROOT / "tests/readme.py")
    assert spec and spec.loader
    readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(readme)

    current = readme.comparable(readme.rendered(TEXT))
    assert readme.comparable(TEXT) == current, "stale: run `make readme`"


def test_the_configuration_for_clients_starts_the_server() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    server = json.loads(block)["mcpServers"]["sqlmodel-production"]

    assert server == {"command": "sqlmodel-production", "args": ["serve"]}
    inline = re.findall(r"--add-mcp '(.*?)'", TEXT)
    assert json.loads(inline[0]) == {"name": "sqlmodel-production", **server}


def test_every_local_link_exists() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target
