"""Generated code with one thing taken out, which its own tests must notice."""

import ast
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.gates import mutations
from tests.bench.gates.mutations import Instead
from tests.bench.gates.places import Place, places
from tests.bench.gates.projects import TOO_LONG, Project, python
from tests.scaffold.warm import WARM

KINDS: dict[str, Callable[[Place], Instead]] = {
    "index": mutations.index,
    "unique": mutations.unique,
    "check": mutations.check,
    "ondelete": mutations.on_delete,
    "filter": mutations.conditions,
    "filter inverted": mutations.inverted,
    "order_by": mutations.order,
    "limit": mutations.limit,
    "cursor": mutations.cursor,
    "eager loading": mutations.eager,
    "hiding": mutations.hidden,
    "lock": mutations.lock,
    "onupdate": mutations.on_update,
    "secret": mutations.secrets,
    "404": mutations.not_found,
}
# Not what the generated tests are about.
NOT_OURS = ("tests/", "migrations/", "prove")


@dataclass(frozen=True)
class Mutant:
    """One file with one thing less."""

    kind: str
    path: str
    line: int
    text: str


def mutants(project: Project, each: int) -> Iterator[Mutant]:
    """At most so many of each kind, chosen by the seed."""
    chance = random.Random(project.seed)
    for kind in KINDS:
        found = [
            mutant
            for path, text in sorted(project.files.items())
            if path.endswith(".py") and not path.startswith(NOT_OURS)
            for mutant in of_one_file(kind, path, text)
        ]
        yield from chance.sample(found, min(each, len(found)))


def of_one_file(kind: str, path: str, text: str) -> Iterator[Mutant]:
    """A file with each of the things of a kind taken out, one at a time."""
    for number, (place, _) in enumerate(_sites(kind, text)):
        tree = ast.parse(text)
        here, instead = list(_sites(kind, tree))[number]
        here.put(instead)
        yield Mutant(kind, path, place.line, ast.unparse(tree))


def _sites(kind: str, code: str | ast.Module) -> Iterator[tuple[Place, list[ast.AST]]]:
    """Where something of a kind stands, in the order of the lines."""
    tree = ast.parse(code) if isinstance(code, str) else code
    for place in sorted(places(tree), key=lambda one: one.line):
        instead = KINDS[kind](place)
        if instead is not None:
            yield place, instead


def killed(project: Project, each: int) -> list[tuple[Mutant, bool]]:
    """Every mutant, and whether a generated test fails because of it."""
    chosen = list(mutants(project, each))
    folder = project.folder.with_name(f"{project.folder.name}-mutants")
    left_out = shutil.ignore_patterns("__pycache__", "*.db*")
    for number, mutant in enumerate(chosen):
        place = folder / str(number)
        shutil.copytree(project.folder, place, ignore=left_out)
        (place / mutant.path).write_text(mutant.text, encoding="utf-8")
    if not chosen:
        return []
    tests = [_tests(project, mutant) for mutant in chosen]
    ended = python(folder, ["-c", WARM, *tests])
    codes = ended.stdout.split()
    shutil.rmtree(folder)
    if ended.returncode == TOO_LONG:
        # Nobody has judged the rest.
        chosen = chosen[: len(codes)]
    return [(one, code == "1") for one, code in zip(chosen, codes, strict=True)]


def _tests(project: Project, mutant: Mutant) -> str:
    """The most likely ones first, for speed; then all others."""
    stem = mutant.path.rpartition("/")[2].removesuffix(".py")
    own = f"tests/test_{stem}.py"
    first = own if own in project.files else "tests/test_schema.py"
    return f"{first} tests"
