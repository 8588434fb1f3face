"""Takes off a text what terminals, loggers and encoders have put around it."""

import re
import textwrap
from itertools import islice

CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Colours and titles of terminals."""
WRITTEN_CONTROL = re.compile(r"(?:\\u001b|\\x1b|\\033|\\e|\^\[|␛)\[[\d;]*[A-Za-z]")
"""The same as encoders write them."""
ESCAPED_LINE = re.compile(
    r"\\n(?=\s|\\|\"|'|$|\[SQL|\[parameters|\(Background|Traceback|DETAIL|HINT"
    r"|During|The above|Original|(?:\w+\.)*\w+(?:Error|Exception|Warning)\b)"
)
"""A line break of a JSON text or of a repr(); no folder of Windows looks so."""
LEAST_ESCAPED = 2
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
MEANT = {"n": "\n", "r": "", "t": "    "}
MOST_ENCODINGS = 3
"""A log line in JSON can be the text of another one."""
PREFIX = re.compile(
    r"""^(?:
        [\w./-]{1,60}[ ]*\|[ ]                              # docker compose
      | \[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?
            (?:[.,]\d{1,9})?(?:Z|[ ]?[+-]\d\d:?\d\d|[ ]UTC)?\]?[ :,-]*  # a time
      | (?:stdout|stderr)[ ][FP][ ]                         # Kubernetes
      | [A-Z][a-z]{2}[ ]+\d{1,2}[ ]\d\d:\d\d:\d\d[ ]\S+[ ][\w./-]+(?:\[\d+\])?:[ ]
      | \[\d{1,7}\][ ]                                      # a process
      | >[ ]                                                # a quotation
      | E[ ]{2,}                                            # pytest
    )+""",
    re.VERBOSE | re.MULTILINE,
)


def cleaned(text: str) -> str:
    """The text as the program wrote it: line by line, without decoration."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = WRITTEN_CONTROL.sub("", text)
    return textwrap.dedent(PREFIX.sub("", _paired(_unescaped(text))))


def _paired(text: str) -> str:
    """Without halves of characters, which no answer can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(text: str) -> str:
    """Without the escapes of JSON, where a traceback was written on one line."""
    for _ in range(MOST_ENCODINGS):
        seen = islice(ESCAPED_LINE.finditer(text), LEAST_ESCAPED)
        if len(list(seen)) < LEAST_ESCAPED:
            break
        text = ESCAPE.sub(_meant, text)
    return text


def _meant(escape: re.Match[str]) -> str:
    what = escape[1]
    if len(what) > 1:
        return chr(int(what[1:], 16))
    return MEANT.get(what, what)
