"""Writes the records of one run, each at once, so that a killed run keeps its trace."""

import json
import os
import threading
from typing import Any


class Report:
    """A pipe of JSON lines that any thread may append to."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "ab", buffering=0)
        self._lock = threading.Lock()

    def write(self, kind: str, **fields: Any) -> None:
        """Append one record."""
        line = json.dumps({"kind": kind, **fields}, ensure_ascii=True) + "\n"
        with self._lock:
            self._file.write(line.encode())
