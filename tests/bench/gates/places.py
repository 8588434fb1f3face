"""Where something can be taken out of code, or put into it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a node stands in a tree."""

    node: ast.AST
    parent: ast.AST
    name: str
    position: int | None
    """In the list of that name; None where there is only one."""

    @property
    def line(self) -> int:
        """Of the file that the tree was read from."""
        return int(getattr(self.node, "lineno", 0))

    def put(self, instead: list[ast.AST]) -> None:
        """Let other nodes stand there; without any, what stands there is removed."""
        if self.position is None:
            setattr(self.parent, self.name, instead[0])
            return
        here = slice(self.position, self.position + 1)
        if isinstance(self.parent, ast.Dict) and not instead:
            del self.parent.keys[here]
        siblings = getattr(self.parent, self.name)
        siblings[here] = instead
        if self.name == "body" and not siblings:
            siblings.append(ast.Pass())


def places(tree: ast.AST) -> Iterator[Place]:
    """Every node but the outermost."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield Place(value, parent, name, None)
            elif isinstance(value, list):
                for position, one in enumerate(value):
                    if isinstance(one, ast.AST):
                        yield Place(one, parent, name, position)
