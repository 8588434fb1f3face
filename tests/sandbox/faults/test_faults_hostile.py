"""Hostile programs: each is answered, none is in the way of an honest one."""

import json
import sys
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from tests.bench import processes
from tests.bench.hostile import COMMON, RARE, Hostile
from tests.sandbox.faults.faulty import (
    SECONDS,
    WatchedPool,
    assert_that_the_next_run_passes,
    children,
    run,
    zygote_of,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]

RUNS, CALLERS = 200, 4
HONEST = """\
import os
from sqlmodel import Field, Session, SQLModel, create_engine, select
found = os.listdir()
class Row(SQLModel, table=True):
    id: int = Field(primary_key=True)
engine = create_engine("sqlite:///rows.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Row(id={number}))
    session.commit()
    print(found, [row.id for row in session.exec(select(Row))])
"""


@pytest.mark.parametrize("hostile", RARE.values(), ids=list(RARE))
async def test_a_hostile_program_is_answered_and_leaves_nothing(
    pool: WatchedPool, pool_folder: Path, hostile: Hostile
) -> None:
    with anyio.fail_after(SECONDS):
        seen = await run(hostile.code, hostile.limits)

    assert seen.status in hostile.ends
    assert json.loads(seen.model_dump_json())
    await assert_that_the_next_run_passes()
    pool.settle()
    assert _folders(pool_folder) == {child.scratch.name for child in pool._spares}


async def test_among_hostile_runs_every_honest_one_is_right_and_nothing_is_left(
    pool: WatchedPool, pool_folder: Path
) -> None:
    before, zygote = processes.descriptors("self"), zygote_of(pool)
    before_there = processes.descriptors(zygote)
    wrong: list[str] = []
    kinds = list(COMMON)
    async with anyio.create_task_group() as tasks:
        for caller in range(CALLERS):
            mine = range(caller, RUNS, CALLERS)
            tasks.start_soon(_call, mine, kinds, wrong)

    assert wrong == []
    pool.settle()
    assert children(pool) == processes.children(zygote)
    assert processes.descriptors("self") == before
    assert processes.descriptors(zygote) == before_there
    assert _folders(pool_folder) == {child.scratch.name for child in pool._spares}


async def _call(numbers: range, kinds: list[str], wrong: list[str]) -> None:
    """One caller: every third run is hostile; notes what was not right."""
    for number in numbers:
        name = kinds[number // 3 % len(kinds)] if number % 3 == 2 else None
        if name is None:
            seen = await run(HONEST.format(number=number))
            right = seen.stdout == f"['snippet.py'] [{number}]\n"
            right = right and seen.status == "passed"
        else:
            seen = await run(COMMON[name].code, COMMON[name].limits)
            right = seen.status in COMMON[name].ends
        if not right:
            wrong.append(f"{name}: {seen}")


def _folders(folder: Path) -> set[str]:
    """The scratch folders of the one zygote that there is."""
    (base,) = folder.iterdir()
    return {path.name for path in base.iterdir() if path.is_dir()}
