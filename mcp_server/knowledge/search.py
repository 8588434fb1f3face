"""Full-text search over the problems: SQLite's FTS5, with stemming and bm25."""

import re
import sqlite3
import threading
from functools import cache
from typing import NamedTuple

from mcp_server.knowledge import markdown
from mcp_server.knowledge.glossary import in_english
from mcp_server.knowledge.location import skill_folder
from mcp_server.knowledge.problems import problems
from mcp_server.knowledge.profiles import Profiles
from mcp_server.knowledge.vocabulary import stems, words
from mcp_server.results import Problem, SearchHit

MOST_WORDS = 60
"""Different words of a question that are looked for: the first ones."""
MOST_PHRASES = 400
CODE_BLOCK = re.compile(r"^```python.*?^```", re.DOTALL | re.MULTILINE)
TABLES = """
CREATE VIRTUAL TABLE phrase USING fts5(
    problem UNINDEXED, told UNINDEXED, words, tokenize='porter unicode61');
CREATE VIRTUAL TABLE page USING fts5(
    problem UNINDEXED, title, symptoms, cause, body, tokenize='porter unicode61');
"""
BY_PHRASE = """
SELECT problem, told, -bm25(phrase), words FROM phrase WHERE phrase MATCH ?
ORDER BY bm25(phrase) LIMIT ?"""
BY_PAGE = "SELECT problem, -bm25(page, 0, 3, 3, 2, 1) FROM page WHERE page MATCH ?"
SHARES = (1.0, 0.4, 0.2)
"""What a problem's best phrases count, the best one first."""


class ProblemIndex:
    """The symptoms and pages of the problems, searchable; safe for threads."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        """Build it in memory: some ten milliseconds for a hundred pages."""
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(TABLES)
        for problem in found:
            self._add(problem)
        self._profiles = Profiles({one.id: _told(one) for one in found})

    def _add(self, problem: Problem) -> None:
        told = [*problem.signatures.symptoms, problem.title, problem.sees]
        self._database.executemany(
            "INSERT INTO phrase VALUES (?, ?, ?)",
            [(problem.id, one, " ".join(words(one))) for one in told if one],
        )
        texts = (
            f"{problem.title} {problem.id}",
            " ".join(problem.signatures.symptoms),
            f"{problem.cause} {problem.fix} {problem.check}",
            _prose(problem.page),
        )
        row = (problem.id, *(" ".join(words(text)) for text in texts))
        self._database.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?)", row)

    def search(self, text: str) -> list[SearchHit]:
        """What fits the words of the text, best first; empty if no word is known."""
        asked = list(dict.fromkeys(words(in_english(text))))[:MOST_WORDS]
        if not asked:
            return []
        question = " OR ".join(f'"{word}"' for word in asked)
        with self._lock:
            phrases = self._database.execute(BY_PHRASE, (question, MOST_PHRASES))
            by_phrase = _grouped(phrases.fetchall(), stems(asked))
            by_page = dict(self._database.execute(BY_PAGE, (question,)).fetchall())
        profiles = self._profiles.scores(stems(asked))
        length = len(asked) ** 0.5
        hits = [
            SearchHit(
                problem=one,
                phrase=by_phrase[one][0].told if one in by_phrase else "",
                phrase_score=_summed(by_phrase.get(one, [])) / length,
                overlap=max((it.overlap for it in by_phrase.get(one, [])), default=0),
                page_score=by_page.get(one, 0.0) / length,
                profile=profiles.get(one, 0.0),
            )
            for one in by_phrase.keys() | by_page.keys()
        ]
        return sorted(hits, key=lambda hit: (-hit.phrase_score, hit.problem))


@cache
def problem_index() -> ProblemIndex:
    """The index of all problems that have a page, built once."""
    return ProblemIndex(problems())


class _Phrase(NamedTuple):
    told: str
    score: float
    overlap: float


def _grouped(
    rows: list[tuple[str, str, float, str]], asked: frozenset[str]
) -> dict[str, list[_Phrase]]:
    """The phrases of each problem, best first as they came."""
    grouped: dict[str, list[_Phrase]] = {}
    for problem, told, score, found in rows:
        phrase = _Phrase(told, score, _overlap(asked, stems(found.split())))
        grouped.setdefault(problem, []).append(phrase)
    return grouped


def _overlap(asked: frozenset[str], phrase: frozenset[str]) -> float:
    """Twice the words that both have over all words of both: 1 if they are equal."""
    return 2 * len(asked & phrase) / (len(asked) + len(phrase))


def _summed(phrases: list[_Phrase]) -> float:
    pairs = zip(phrases, SHARES, strict=False)
    return sum(phrase.score * share for phrase, share in pairs)


def _told(problem: Problem) -> list[str]:
    """The texts of a problem whose words are counted."""
    texts = [problem.title, problem.sees, problem.cause, problem.fix]
    return [one for one in [*problem.signatures.symptoms, *texts] if one]


def _prose(page: str) -> str:
    text = (skill_folder() / page).read_text(encoding="utf-8")
    return CODE_BLOCK.sub("", markdown.body(text))
