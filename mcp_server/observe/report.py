"""Writes the records of one run soon after they are made: a killed run keeps them."""

import json
import os
import threading
import time
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

MOST_WAITING_BYTES = 32_768
MOST_WAITING_SECONDS = 0.02
"""A record for each statement, written alone, would wake the reader as many times."""


class Report:
    """A pipe of JSON lines that any thread may append to."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "ab", buffering=0)
        self._lock = threading.Lock()
        self._waiting: list[bytes] = []
        self._size = 0
        self._written = 0.0

    def write(self, kind: str, **fields: Any) -> None:
        """Append one record; it leaves with the next ones, or after a moment."""
        line = _encoded({"kind": kind, **fields})
        with self._lock:
            self._waiting.append(line)
            self._size += len(line)
            late = time.monotonic() - self._written > MOST_WAITING_SECONDS
            if late or self._size > MOST_WAITING_BYTES:
                self._flush()

    def end(self, **fields: Any) -> None:
        """Write the last record, and everything before it."""
        self.write("end", **fields)
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        lines, self._waiting, self._size = self._waiting, [], 0
        if lines:
            self._file.write(b"\n".join([*lines, b""]))
        self._written = time.monotonic()


def _encoded(record: dict[str, Any]) -> bytes:
    try:
        return to_json(record)
    except PydanticSerializationError:  # half a surrogate pair is no UTF-8
        return json.dumps(record).encode()
