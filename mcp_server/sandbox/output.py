"""What a program prints: bounded, and cleaned of what could steer a terminal."""

import re
from dataclasses import dataclass, field

CONTROL = re.compile(
    # ANSI sequences whole, then every control character but newline and tab, then the
    # marks that hide or reorder text.
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
    r"|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


@dataclass
class Output:
    """Standard output and error of a run, together at most `limit` bytes."""

    limit: int
    stdout: bytearray = field(default_factory=bytearray)
    stderr: bytearray = field(default_factory=bytearray)
    left_out: int = 0

    def add(self, stream: bytearray, chunk: bytes) -> None:
        """Keep a chunk as far as the limit allows; count the rest."""
        room = max(0, self.limit - len(self.stdout) - len(self.stderr))
        stream += chunk[:room]
        self.left_out += max(0, len(chunk) - room)

    @property
    def overflowed(self) -> bool:
        """The program printed more than the limit."""
        return self.left_out > 0

    @staticmethod
    def text(stream: bytearray) -> str:
        """A stream as text without control characters."""
        return clean(stream.decode("utf-8", errors="replace").replace("\r\n", "\n"))


def clean(text: str) -> str:
    """Text of a program without what steers terminals or is no Unicode."""
    # Whatever is left out can not be printed, and most texts have nothing of it.
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    return CONTROL.sub("", whole)
