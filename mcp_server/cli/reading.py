"""Reads what a command is given: files, folders, standard input."""

import codecs
import json
import sys
from pathlib import Path
from typing import Any

from mcp_server.errors import InvalidArgument, UnreadableFile
from mcp_server.results import HttpRequest

SOURCE_SUFFIXES = {".py", ".toml", ".ini", ".json", ".txt", ".md", ".sql"}


def read(path: str) -> str:
    """The text of a file or of standard input.

    Raises:
        UnreadableFile: it cannot be read, or is not UTF-8.
    """
    try:
        return _bytes(path).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error


def read_log(path: str) -> str:
    """The text of a log, with marks where its bytes are no text.

    Raises:
        UnreadableFile: it cannot be read.
    """
    found = _bytes(path)
    if found.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return found.decode("utf-16", "replace")  # what PowerShell's > writes
    return found.decode("utf-8-sig", "replace")


def _bytes(path: str) -> bytes:
    try:
        if path == "-":
            if sys.stdin.isatty():
                raise InvalidArgument("nothing to read; send a file or pipe text in")
            return sys.stdin.buffer.read()
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path}: {error.strerror}; send the path of a readable file"
        ) from error


def read_folder(folder: Path) -> dict[str, str]:
    """The text files of a folder that a program may need."""
    paths = (
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in SOURCE_SUFFIXES and path.is_file()
    )
    named = {path.relative_to(folder): path for path in paths}
    return {
        name.as_posix(): read(str(path))
        for name, path in named.items()
        if not any(part.startswith((".", "__pycache__")) for part in name.parts)
    }


def program(path: str, entry: str | None) -> dict[str, Any]:
    """What to validate: a folder, a file under its own name, or standard input."""
    if Path(path).is_dir():
        return {"files": read_folder(Path(path)), "entry": entry}
    text = read(path)
    if path == "-" or entry:
        return {"code": text, "entry": entry}
    name = Path(path).name
    return {"files": {name: text}, "entry": name}


def seconds(wall: float) -> float:
    """The limit of wall-clock time, checked.

    Raises:
        InvalidArgument: it is out of range.
    """
    if not 0 < wall <= 60:
        raise InvalidArgument(f"--wall {wall:g} is out of range; send 1 to 60 seconds")
    return wall


def requests(texts: list[str]) -> list[HttpRequest]:
    """HTTP calls written as `POST /heroes {"name": "x"}`; the method may be left out.

    Raises:
        InvalidArgument: one of them cannot be read.
    """
    return [_request(text) for text in texts]


def _request(text: str) -> HttpRequest:
    words = text.split(maxsplit=1 if text.startswith("/") else 2)
    if words and words[0].startswith("/"):
        words.insert(0, "GET")
    try:
        method, path, *body = words
        fields = {"method": method.upper(), "path": path}
        if body:
            fields["body"] = json.loads(body[0])
        return HttpRequest.model_validate(fields)
    except ValueError as error:
        raise InvalidArgument(
            f"--request {text[:80]!r} is not understood; send METHOD /path and a JSON "
            'body, such as: POST /heroes {"name": "x"}'
        ) from error
