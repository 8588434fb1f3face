"""What nobody waits for is done in turn, and nothing of it is forgotten."""

import threading
from functools import partial

import pytest
from mcp_server.sandbox.chores import Chores


def test_chores_are_done_in_turn_on_another_thread() -> None:
    chores = Chores()
    done: list[tuple[int, int]] = []

    def do(number: int) -> None:
        done.append((number, threading.get_ident()))

    for number in range(5):
        chores.add(partial(do, number))
    chores.settle()

    assert [number for number, _ in done] == [0, 1, 2, 3, 4]
    (thread,) = {thread for _, thread in done}
    assert thread != threading.get_ident()
    chores.finish()
    assert thread not in {one.ident for one in threading.enumerate()}


def test_who_adds_a_chore_does_not_wait_for_it() -> None:
    chores, may_end = Chores(), threading.Event()
    in_time: list[bool] = []

    chores.add(lambda: in_time.append(may_end.wait(30)))
    may_end.set()  # it would be too late, if `add` waited

    chores.finish()
    assert in_time == [True]


def test_after_the_end_there_can_be_more() -> None:
    chores, done = Chores(), threading.Event()
    chores.finish()

    chores.add(done.set)

    assert done.wait(30)
    chores.finish()


def test_without_another_thread_the_rest_is_done_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An interpreter that is about to end starts no thread."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    chores, done = Chores(), threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        chores.add(done.set)

    assert not done.is_set()
    chores.finish()
    assert done.is_set()
