"""What a program prints is cleaned of what steers terminals, and of nothing else."""

import sys

from hypothesis import example, given
from hypothesis import strategies as st
from mcp_server.sandbox.output import CONTROL, clean

SIGNS = "".join(map(chr, range(0x100))) + "\u200b\u200d\u2028\u202e\u2066\ud800\uffff"


def _in_full(text: str) -> str:
    """As it is defined, without a short cut."""
    return CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8"))


@given(st.text(st.sampled_from(SIGNS)) | st.text())
@example("SELECT 1\n\tFROM x")
@example("\x1b[31mred\x1b]0;title\x07")
def test_short_cuts_change_nothing(text: str) -> None:
    assert clean(text) == _in_full(text)


def test_every_character_by_itself_is_cleaned_as_it_is_defined() -> None:
    assert [
        number
        for number in range(sys.maxunicode + 1)
        if clean(chr(number)) != _in_full(chr(number))
    ] == []
