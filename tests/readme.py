"""Runs the commands in the README; as a program, it writes their outputs there."""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
CONSOLE = re.compile(
    r"^```console\n\$ (?P<command>.+)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE
)
FILE = re.compile(r"^```\w+ file=(?P<name>\S+)\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)
VARIES = re.compile(r"(?<=\b)\d+ ms\b|(?<=^sandbox: ).*$", re.MULTILINE)
"""What differs from run to run, and from machine to machine."""


def rendered(text: str) -> str:
    """The page with the output of each command as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        for file in FILE.finditer(text):
            Path(folder, file["name"]).write_text(file["text"], encoding="utf-8")
        blog = (ROOT / "scripts" / "blog.json").read_text(encoding="utf-8")
        Path(folder, "blog.json").write_text(blog, encoding="utf-8")
        return CONSOLE.sub(lambda match: _block(match["command"], folder), text)


def comparable(text: str) -> str:
    """The page without what differs."""
    return VARIES.sub("...", text)


def _block(command: str, folder: str) -> str:
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"```console\n$ {command}\n{done.stdout}{done.stderr}```"


if __name__ == "__main__":
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
