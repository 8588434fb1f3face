"""Names the database problem behind an error, a sentence or code."""

from collections.abc import Sequence
from typing import Annotated

import anyio.to_thread
from pydantic import Field

from mcp_server.diagnosis.symptom import telling
from mcp_server.diagnosis.symptom.clues import Clue, Text
from mcp_server.diagnosis.symptom.ranking import Match, rank
from mcp_server.errors import InvalidArgument
from mcp_server.knowledge.problems import problems
from mcp_server.knowledge.search import problem_index
from mcp_server.results import Explanation
from mcp_server.tools.explain_problem.patching import codes_of, patch
from mcp_server.tools.explain_problem.reproducing import reproduced
from mcp_server.tools.explain_problem.source import clues_of_code, run, source

TITLE = "Explain a database problem"
READ_ONLY = True

MOST_DIAGNOSES = 3
LONGEST_SYMPTOM = 20_000_000
MOST_JUNK = 0.05
"""Share of characters that no text has."""


async def explain_problem(
    symptom: Annotated[
        str,
        Field(
            description="The error message, the whole traceback, a log excerpt, or one "
            "sentence such as 'my list endpoint sends hundreds of queries'.",
        ),
    ],
    code: Annotated[
        str | None,
        Field(
            description="Python source that shows the problem, if there is any: it is "
            "checked and run. Send `code` or `files`.",
        ),
    ] = None,
    files: Annotated[
        dict[str, str] | None,
        Field(description="Relative path to text, if the code is several files."),
    ] = None,
    versions: Annotated[
        dict[str, str] | None,
        Field(
            description="Versions that the program runs with, if known: "
            "{'sqlalchemy': '2.0.36'}.",
        ),
    ] = None,
    reproduce: Annotated[
        bool,
        Field(
            description="Also run the best diagnosis' broken and fixed program now "
            "and report both outcomes; takes a few seconds.",
        ),
    ] = False,
) -> Explanation:
    """Find the cause of a SQLModel, SQLAlchemy or FastAPI database error or symptom.

    Use it when there is an error text, a traceback, or a described symptom (slow
    endpoint, wrong values, connections running out). Returns up to three problems,
    best first, each with confidence, evidence, cause, fix, what to check to be sure,
    and the page with a broken and a fixed program; an empty list means that no known
    problem fits. With code, the first one's fix comes as a diff where it is
    mechanical. To find problems in code that raises no error, call validate_snippet.
    """
    _refuse_junk(symptom)
    sent = source(code, files)
    seen = await run(sent)
    more = clues_of_code(seen)
    read = await anyio.to_thread.run_sync(telling.read, symptom, sent.text)
    matches = await anyio.to_thread.run_sync(_ranked, read, more)
    matches = matches[:MOST_DIAGNOSES]
    found = [
        telling.diagnosis(one, read, versions or {}, codes_of(one.problem.id))
        for one in matches
    ]
    if reproduce and found:
        found[0] = await reproduced(found[0], matches[0].problem)
    return Explanation(
        diagnoses=found,
        question=telling.question(matches),
        patch=await patch(sent, seen, matches[0].problem.id) if matches else None,
        next_step=telling.next_step(matches, bool(sent.files)),
    )


def _ranked(read: Text, more: dict[str, Sequence[Clue]]) -> list[Match]:
    hits = {hit.problem: hit for hit in problem_index().search(read.told)}
    return rank(read, problems(), hits, more)


def _refuse_junk(symptom: str) -> None:
    if not symptom.strip():
        raise InvalidArgument(
            "`symptom` is empty; send an error text, a traceback or a sentence"
        )
    if len(symptom) > LONGEST_SYMPTOM:
        raise InvalidArgument(
            f"`symptom` has {len(symptom)} characters; send the part around the error"
        )
    if telling.junk(symptom) > MOST_JUNK:
        raise InvalidArgument(
            "`symptom` is binary data, not text; send the error message as text"
        )
