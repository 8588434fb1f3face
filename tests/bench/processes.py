"""What the kernel tells about processes, read from /proc."""

import re
from pathlib import Path


def status(process: int) -> dict[str, str]:
    """The fields of a process's status; empty when it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {name: value.strip() for name, _, value in (x.partition(":") for x in lines)}


def memory(process: int | str) -> dict[str, float]:
    """The sums of a process's memory map in MiB, such as `Rss` and `Private_Dirty`.

    Empty where the kernel does not show it: a jailed child's only to root.
    """
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
    except PermissionError:
        return {}
    sums = re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)
    return {name: int(size) / 1024 for name, size in sums}


def parent(process: int) -> int:
    """Who started a process: of a child, its zygote, whatever stands around that."""
    return int(status(process)["PPid"])


def children(process: int | str) -> set[int]:
    """The processes that a process has started and not yet buried."""
    threads = Path(f"/proc/{process}/task").iterdir()
    told = ((thread / "children").read_text("utf-8") for thread in threads)
    return {int(number) for text in told for number in text.split()}


def descendants(process: int) -> set[int]:
    """Its children, their children, and so on."""
    own = children(process)
    return own.union(*map(descendants, own))


def descriptors(process: int | str) -> int:
    """How many files a process has open."""
    return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())


def of_handle(handle: int) -> int:
    """The number of the process behind a pidfd."""
    text = Path(f"/proc/self/fdinfo/{handle}").read_text("utf-8")
    found = re.search(r"^Pid:\s+(-?\d+)$", text, re.MULTILINE)
    assert found, text
    return int(found[1])
