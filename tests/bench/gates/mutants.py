"""Generated code with one thing taken out, which its own tests must notice."""

import ast
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.gates.projects import Project, python
from tests.scaffold.warm import WARM

CHAINED = {
    "filter": {"where", "filter_by"},
    "order_by": {"order_by"},
    "limit": {"limit"},
}
# Without it the database refuses as well, only later: no test can tell.
AS_GOOD_AS_NONE = {"RESTRICT", "NO ACTION"}


@dataclass(frozen=True)
class Mutant:
    """One file with one thing less."""

    kind: str
    path: str
    line: int
    text: str


class Dropping(ast.NodeTransformer):
    """Drops the one site with a number; counts the sites it meets."""

    def __init__(self, kind: str, number: int) -> None:
        self.kind, self.number = kind, number
        self.lines: list[int] = []

    def _is_it(self, node: ast.expr | ast.keyword) -> bool:
        self.lines.append(node.lineno)
        return len(self.lines) - 1 == self.number

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Calls on a statement, and arguments of a column."""
        self.generic_visit(node)
        if self._is_chained(node) and self._is_it(node):
            assert isinstance(node.func, ast.Attribute)
            return node.func.value
        kept = [
            one for one in node.keywords if not (self._drops(one) and self._is_it(one))
        ]
        node.keywords = kept
        return node

    def _is_chained(self, node: ast.Call) -> bool:
        """Such as `statement.order_by(...)`."""
        names = CHAINED.get(self.kind, set())
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in names:
            return False
        # `limit(1)` asks whether there is one: the answer is the same without it.
        return [ast.unparse(one) for one in node.args] != ["1"]

    def _drops(self, keyword: ast.keyword) -> bool:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else ""
        if self.kind == "index":
            return keyword.arg == "index" and value is True
        return (
            self.kind == keyword.arg == "ondelete"
            and str(value).upper() not in AS_GOOD_AS_NONE
        )

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        """`Index(...)` among the arguments of a table."""
        self.generic_visit(node)
        if self.kind == "index":
            node.elts = [
                one for one in node.elts if not (_is_index(one) and self._is_it(one))
            ]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        """`"order_by"` among the arguments of a relationship."""
        self.generic_visit(node)
        pairs = [
            (key, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if not (self._is_ordering(key) and self._is_it(value))
        ]
        node.keys = [key for key, _ in pairs]
        node.values = [value for _, value in pairs]
        return node

    def _is_ordering(self, key: ast.expr | None) -> bool:
        return (
            self.kind == "order_by"
            and isinstance(key, ast.Constant)
            and key.value == "order_by"
        )


def _is_index(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Index"
    )


def _is_model(path: str) -> bool:
    return path.endswith("models.py")


def _is_endpoint(path: str) -> bool:
    return not path.endswith(("models.py", "database.py", "fields.py"))


KINDS: dict[str, Callable[[str], bool]] = {
    "index": _is_model,
    "ondelete": _is_model,
    "filter": _is_endpoint,
    "order_by": lambda path: _is_model(path) or _is_endpoint(path),
    "limit": _is_endpoint,
}


def mutants(project: Project, each: int) -> Iterator[Mutant]:
    """At most so many of each kind, chosen by the seed."""
    chance = random.Random(project.seed)
    for kind, suits in KINDS.items():
        found = [
            mutant
            for path, text in sorted(project.files.items())
            if path.endswith(".py") and not path.startswith(("tests/", "migrations/"))
            if not path.startswith("prove") and suits(path)
            for mutant in of_one_file(kind, path, text)
        ]
        yield from chance.sample(found, min(each, len(found)))


def of_one_file(kind: str, path: str, text: str) -> Iterator[Mutant]:
    """A file without each of the things of a kind, one at a time."""
    counting = Dropping(kind, -1)
    counting.visit(ast.parse(text))
    for number, line in enumerate(counting.lines):
        changed = Dropping(kind, number).visit(ast.parse(text))
        yield Mutant(kind, path, line, ast.unparse(changed))


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
    codes += ["none"] * (len(chosen) - len(codes))
    shutil.rmtree(folder)
    return [(one, code == "1") for one, code in zip(chosen, codes, strict=True)]


def _tests(project: Project, mutant: Mutant) -> str:
    """The most likely ones first, for speed; then all others."""
    stem = mutant.path.rpartition("/")[2].removesuffix(".py")
    own = f"tests/test_{stem}.py"
    first = own if own in project.files else "tests/test_schema.py"
    return f"{first} tests"
