"""Turns a pasted text into what can be matched, and matches into an answer."""

import re
from collections.abc import Mapping, Sequence

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion

from mcp_server.diagnosis.symptom.cleaned import cleaned
from mcp_server.diagnosis.symptom.clues import Clue, Text
from mcp_server.diagnosis.symptom.excerpt import excerpt
from mcp_server.diagnosis.symptom.ranking import Match, weighted
from mcp_server.diagnosis.symptom.tracebacks import own_place
from mcp_server.results import Diagnosis

JUNK = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
MOST_EVIDENCE = 5
LEAST_WEIGHT = 0.4
"""A clue that counts less is not worth being read."""
NAMES = {
    "message": "text",
    "link": "error link",
    "error": "exception",
    "phrase": "symptom",
    "overlap": "symptom",
    "page": "page",
    "profile": "words",
    "source": "code",
    "rule": "rule",
    "run": "run",
    "supports": "also",
    "against": "but",
}
CLOSE = 0.15
"""Share of the first one's confidence from which the second one is worth a question."""


def junk(symptom: str) -> float:
    """The share of characters that no text has."""
    return len(JUNK.findall(symptom)) / len(symptom)


def read(symptom: str, source: str) -> Text:
    """The symptom without decoration, cut to what tells, and the source beside it."""
    return Text(excerpt(cleaned(symptom)), source)


def diagnosis(
    match: Match, text: Text, versions: Mapping[str, str], rules: Sequence[str]
) -> Diagnosis:
    """What is told of one match."""
    problem = match.problem
    return Diagnosis(
        problem=problem.id,
        title=problem.title,
        confidence=match.confidence,
        evidence=_evidence(match.clues, text),
        cause=problem.cause,
        fix=problem.fix,
        check=problem.check,
        place=own_place(text.text),
        rules=list(rules),
        notes=_notes(problem.versions, versions),
        page=problem.page,
    )


def _evidence(clues: Sequence[Clue], text: Text) -> list[str]:
    told = [
        one
        for one in clues
        if one.kind not in {"page", "overlap", "profile"}
        and abs(weighted(one, text)) >= LEAST_WEIGHT
    ]
    told = told or list(clues[:1])
    return [f"{NAMES[one.kind]}: {one.quote}" for one in told[:MOST_EVIDENCE]]


def _notes(known: Mapping[str, str], versions: Mapping[str, str]) -> list[str]:
    return [note for wanted, note in known.items() if _applies(wanted, versions)]


def _applies(wanted: str, versions: Mapping[str, str]) -> bool:
    try:
        requirement = Requirement(wanted)
        used = versions.get(requirement.name)
        return used is not None and requirement.specifier.contains(used, True)
    except (InvalidRequirement, InvalidVersion):
        return False


def question(matches: Sequence[Match]) -> str | None:
    """What tells the first two apart, if both may be meant."""
    if len(matches) < 2 or matches[1].confidence < CLOSE * matches[0].confidence:
        return None
    first, second = (one.problem for one in matches[:2])
    if told := first.confused_with.get(second.id):
        return f"Is it {second.id} instead? {told}"
    if told := second.confused_with.get(first.id):
        return f"Is it {first.id} after all? {told}"
    return f"To be sure of {first.id}: {first.check}" if first.check else None


def next_step(matches: Sequence[Match], with_code: bool) -> str:
    """What to do with the answer."""
    if not matches:
        return (
            "No known database problem fits. Send the whole traceback, or run the code "
            "with validate_snippet."
        )
    page = matches[0].problem.page
    if with_code:
        return f"Apply the fix, then prove it with validate_snippet; details in {page}."
    return (
        f"Apply the fix, then prove it with validate_snippet; {page} shows a broken "
        "and a fixed program. With `code` the answer is surer."
    )
