"""Assembles seccomp filters: programs for the kernel's classic BPF machine.

A program is built from blocks. A block ends in a verdict on every way through it, so
blocks nest without labels. Source: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

LOAD, AND = 0x20, 0x54
JUMP, JUMP_EQUAL, JUMP_GREATER_OR_EQUAL = 0x05, 0x15, 0x35
RETURN = 0x06

NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Offsets in the kernel's `struct seccomp_data`; six 64-bit arguments at the end."""
OWN_PID = -1
"""Stands for the number of the process that the program is for."""
FARTHEST = 255
"""Instructions that a conditional jump can pass over."""


class Instruction(NamedTuple):
    """One step: operation, operand, and how many steps to skip if it holds or not."""

    code: int
    k: int = 0
    if_true: int = 0
    if_false: int = 0


Block = tuple[Instruction, ...]
"""A piece of program that gives a verdict on every way through it."""
Condition = Callable[[Block, Block], Block]
"""Joins what to do when it holds and what to do otherwise."""


def verdict(action: int) -> Block:
    """The block that answers a system call."""
    return (Instruction(RETURN, action),)


def branch(jump: int, k: int, then: Block, otherwise: Block) -> Block:
    """Compare the number that was loaded, and go on with one of two blocks."""
    if len(then) <= FARTHEST:
        return (Instruction(jump, k, 0, len(then)), *then, *otherwise)
    over = Instruction(JUMP, len(then))
    return (Instruction(jump, k, 1, 0), over, *then, *otherwise)


def equals(argument: int, *values: int, mask: int | None = None) -> Condition:
    """The lower half of an argument, as far as masked, is one of the values.

    The kernel looks at no more of an `int`, so nothing can hide in the upper half.
    """
    load: Block = (Instruction(LOAD, ARGUMENTS + 8 * argument),)
    if mask is not None:
        load = (*load, Instruction(AND, mask))

    def condition(then: Block, otherwise: Block) -> Block:
        block = otherwise
        for value in reversed(values):
            block = branch(JUMP_EQUAL, value, then, block)
        return (*load, *block)

    return condition


def null(argument: int) -> Condition:
    """An argument, all 64 bits of it, is zero."""
    low = ARGUMENTS + 8 * argument

    def condition(then: Block, otherwise: Block) -> Block:
        upper = branch(JUMP_EQUAL, 0, then, otherwise)
        lower = branch(JUMP_EQUAL, 0, (Instruction(LOAD, low + 4), *upper), otherwise)
        return (Instruction(LOAD, low), *lower)

    return condition


def negation(condition: Condition) -> Condition:
    """The condition does not hold."""
    return lambda then, otherwise: condition(otherwise, then)


def all_of(*conditions: Condition) -> Condition:
    """Each of the conditions holds."""

    def condition(then: Block, otherwise: Block) -> Block:
        for one in reversed(conditions):
            then = one(then, otherwise)
        return then

    return condition


def from_number_on(blocks: Mapping[int, Block], default: Block) -> dict[int, Block]:
    """The block that holds from each number up to the next one in the mapping."""
    starts = {0: default}
    for number in sorted(blocks):
        starts[number] = blocks[number]
        starts.setdefault(number + 1, default)
    return starts


def dispatch(starts: Mapping[int, Block]) -> Block:
    """Choose a block by the number that was loaded, in few steps: by halving."""
    ranges: list[tuple[int, Block]] = []
    for start in sorted(starts):
        if not ranges or ranges[-1][1] != starts[start]:
            ranges.append((start, starts[start]))
    return _halve(ranges)


def _halve(ranges: Sequence[tuple[int, Block]]) -> Block:
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    upper, lower = _halve(ranges[middle:]), _halve(ranges[:middle])
    return branch(JUMP_GREATER_OR_EQUAL, ranges[middle][0], upper, lower)


def assemble(program: Block) -> tuple[bytes, ...]:
    """The program's bytes, cut wherever the number of the process belongs."""
    pieces = [b""]
    for code, k, if_true, if_false in program:
        pieces[-1] += struct.pack("<HBB", code, if_true, if_false)
        if k == OWN_PID:
            pieces.append(b"")
        else:
            pieces[-1] += struct.pack("<I", k)
    return tuple(pieces)
