"""How many random projects pass each gate, and what their own tests notice."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress
from tests.bench import machine, page, throwaway
from tests.bench.gates import mutants, reading, running, told
from tests.bench.gates.projects import Project, Verdict, Verdicts, written
from tests.postgresql import Server, missing, postgresql
from tests.scaffold.specifications import random_spec

# Fewer projects are a quick look: the page is left alone.
ENOUGH = 10
NUMBER, EXAMPLES, MUTANTS = 100, 10, 1
# Mutants take as long as all gates together.
MUTATED = 20
ENTITIES = 15


@dataclass
class Means:
    """What the gates have at hand; each a path, a server, or why there is none."""

    root: Path
    server: Server | None = None
    no_server: str = ""
    programs: Path | str = ""
    each: int = 0
    mutated: Collection[int] = ()
    """Seeds of the projects out of which something is taken."""
    examples: int = 0
    killed: dict[int, list[tuple[mutants.Mutant, bool]]] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """What the gates that run a project took, one figure a project."""

    @contextmanager
    def timed(self, gates: str) -> Iterator[None]:
        """Keep the seconds that gates take, from start to end."""
        started = time.perf_counter()
        yield
        taken = self.seconds.setdefault(gates, [])
        taken.append(time.perf_counter() - started)


def main() -> None:
    """Judge projects, print what failed, and write the table."""
    options = _options()
    with ExitStack() as stack:
        means = _means(stack, options)
        projects, verdicts = judge(means, range(options.seed, options.seed + options.n))
    tables = [
        told.gates(verdicts),
        told.seconds(means.seconds),
        told.mutation(means.killed),
    ]
    lines = [*told.failures(verdicts), "", *tables]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if options.n >= ENOUGH:
        page.write("scaffold", _page(projects, options.seed, tables))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=NUMBER, help="how many projects")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--mutants", type=int, default=MUTANTS, help="of each kind")
    parser.add_argument(
        "--mutated", type=int, default=MUTATED, help="of how many projects, at most"
    )
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="schemathesis")
    return parser.parse_args()


def _means(stack: ExitStack, options: argparse.Namespace) -> Means:
    packages = ["pyright", "schemathesis"]
    no_server = missing() or ""
    return Means(
        root=Path(stack.enter_context(TemporaryDirectory(prefix="scaffold"))).resolve(),
        server=None if no_server else stack.enter_context(postgresql()),
        no_server=no_server,
        programs=stack.enter_context(throwaway.environment(packages)),
        each=options.mutants,
        mutated=range(options.seed, options.seed + options.mutated),
        examples=options.examples,
    )


def judge(means: Means, seeds: range) -> tuple[list[Project], dict[int, Verdicts]]:
    """Generate the projects and send them through every gate there are means for."""
    verdicts: dict[int, Verdicts] = {seed: {} for seed in seeds}
    with _progress("generate", len(seeds)) as advance:
        projects = list(_generated(means.root, seeds, verdicts, advance))
    for one in projects:
        verdicts[one.seed]["compile"] = reading.compiles(one)
    _add(verdicts, reading.ruff(projects, means.root))
    with _progress("execute", len(projects)) as advance:
        for seed, found in _in_parallel(projects, lambda one: _executed(one, means)):
            verdicts[seed] |= found
            _report(seed, verdicts[seed])
            advance()
    if isinstance(means.programs, Path):
        program = means.programs / "pyright"
        _add(verdicts, reading.pyright(projects, means.root, program))
    elif means.programs:
        without = Verdict(None, means.programs)
        none = {"pyright": without, "schemathesis": without}
        _add(verdicts, {one.seed: none for one in projects})
    return projects, verdicts


def _report(seed: int, found: Verdicts) -> None:
    """Print what a project failed as soon as it is known: a long run may be ended."""
    sys.stderr.writelines(f"{line}\n" for line in told.failures({seed: found}))
    sys.stderr.flush()


def _add(verdicts: dict[int, Verdicts], more: dict[int, Verdicts]) -> None:
    for seed, found in more.items():
        verdicts[seed] |= found


def _generated(
    root: Path,
    seeds: range,
    verdicts: dict[int, Verdicts],
    advance: Callable[[], None],
) -> Iterator[Project]:
    """The projects; a specification that we accept and cannot generate has failed."""
    for seed in seeds:
        spec = random_spec(seed, ENTITIES)
        try:
            yield written(seed, spec, root / f"p{seed}")
            verdicts[seed]["generate"] = Verdict(True)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure
            said = f"{type(error).__name__}: {error}"
            verdicts[seed]["generate"] = Verdict(False, said[:600])
        advance()


def _executed(project: Project, means: Means) -> Verdicts:
    """Every gate that runs a project, one after the other."""
    with means.timed("proof"):
        verdicts = running.proof(project)
    with means.timed("mypy"):
        cache = means.root / ".mypy_cache"
        verdicts["mypy --strict"] = reading.mypy(project, cache)
    if means.server:
        with means.timed("PostgreSQL"):
            verdicts |= running.on_postgresql(project, means.server)
    elif means.no_server:
        verdicts |= dict.fromkeys(told.ON_POSTGRESQL, Verdict(None, means.no_server))
    with means.timed("migrations"):
        verdicts |= running.migrations(project, means.server)
    if isinstance(means.programs, Path):
        program = means.programs / "schemathesis"
        with means.timed("schemathesis"):
            verdicts["schemathesis"] = running.schemathesis(
                project, program, means.examples
            )
    mutated = means.each and project.seed in means.mutated
    if mutated and verdicts["generated tests, SQLite"].passed:
        with means.timed("mutants"):
            means.killed[project.seed] = mutants.killed(project, means.each)
    return verdicts


def _in_parallel(
    projects: list[Project], task: Callable[[Project], Verdicts]
) -> Iterator[tuple[int, Verdicts]]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running_now = {pool.submit(task, one): one for one in projects}
        for done in as_completed(running_now):
            error, seed = done.exception(), running_now[done].seed
            said = f"{type(error).__name__}: {error}"[:600]
            # Such as a project that we can generate only without migrations.
            yield seed, {"generate": Verdict(False, said)} if error else done.result()


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def _page(projects: list[Project], seed: int, tables: list[str]) -> str:
    files = sum(len(one.files) for one in projects)
    entities = sum(len(one.spec.entities) for one in projects)
    relationships = sum(len(one.spec.relationships) for one in projects)
    made = (
        f"* {len(projects)} random specifications with {entities} entities and "
        f"{relationships} relationships; {files:,} files"
    )
    again = f"make bench-scaffold N={len(projects)} SEED={seed}"
    return "\n".join(
        [
            "## Generated projects",
            "",
            machine.description(),
            f"{made}; again: `{again}`",
            "",
            "\n\n".join(tables),
        ]
    )


if __name__ == "__main__":
    main()
