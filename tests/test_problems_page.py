"""The entry page for problems shows what the pages of the problems say."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "references" / "database-problems.md").read_text(encoding="utf-8")
MOST_TOKENS, CHARACTERS_OF_A_TOKEN = 5_000, 4


def test_the_quick_table_is_what_the_problems_say_now() -> None:
    path = ROOT / "tests" / "problems_page.py"
    spec = importlib.util.spec_from_file_location("problems_page", path)
    assert spec and spec.loader
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)

    assert page.rendered(TEXT) == TEXT, "stale: run `make problems`"


def test_the_page_is_short_enough_to_be_loaded_whole() -> None:
    assert len(TEXT.splitlines()) < 350
    assert len(TEXT) / CHARACTERS_OF_A_TOKEN <= MOST_TOKENS
