"""By which names and from which folders a program's main module is known."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

SOURCE_FOLDERS = {"src"}
"""Folders that hold packages and are none."""


class MainModule(ModuleType):
    """The module that is run: `__main__`, and itself under its importable names."""

    def __init__(self, entry: Path, folder: Path) -> None:
        super().__init__("__main__")
        self.__file__ = str(entry)
        package = package_of(entry, folder)
        self.__package__ = package
        self.names = [f"{package}.{entry.stem}"] if package else []
        if entry.stem not in sys.modules and entry.stem.isidentifier():
            self.names.append(entry.stem)

    def install(self) -> ModuleType | None:
        """Make it the process's main module, after its package as `python -m` does.

        Whoever imports it by another name gets this one, or every table of it would be
        defined twice. If the package itself has imported it, it has run already: then
        it is that module, and nothing is left to run.
        """
        sys.modules["__main__"] = self
        sys.argv[:] = [str(self.__file__)]
        package = (
            importlib.import_module(self.__package__) if self.__package__ else None
        )
        for name in self.names:
            if loaded := sys.modules.get(name):
                return loaded
        for name in self.names:
            sys.modules[name] = self
        if package:
            setattr(package, Path(str(self.__file__)).stem, self)
        return None


def add_paths(entry: Path, folder: Path) -> None:
    """Make the program's files importable as `python -m` and as `python file` do."""
    inside = [one for one in entry.parents if one == folder or folder in one.parents]
    # The root first, then downwards: the folder of the entry is the last resort.
    sys.path[:0] = [str(one) for one in reversed(inside)]


def package_of(entry: Path, folder: Path) -> str | None:
    """Dotted name of the package that the entry lies in; None for a plain script."""
    parts = entry.relative_to(folder).parts[:-1]
    start = len(parts)
    while start and folder.joinpath(*parts[:start], "__init__.py").is_file():
        start -= 1
    if start == len(parts):  # no regular package: all folders are namespaces
        start = 1 if parts and parts[0] in SOURCE_FOLDERS else 0
    names = parts[start:]
    if not names or not all(name.isidentifier() for name in names):
        return None
    return ".".join(names)
