"""An answer without the files, cut to a length; what is cut is counted."""

from collections.abc import Callable, Sequence

from mcp_server.results import KeptFile, Scaffold, Written

LONGEST = 4_000
"""Characters of an answer about a folder, as JSON."""
MOST_DIFF_LINES = 40
LONGEST_SENTENCE, LONGEST_END = 160, 70
Cut = Callable[[Scaffold, Scaffold], dict[str, object]]


def shortened(whole: Scaffold, longest: int = LONGEST) -> Scaffold:
    """The answer with as little left out as its length allows."""
    answer = whole
    for cut in CUTS:
        if len(answer.model_dump_json()) < longest:
            break
        answer = answer.model_copy(update=cut(answer, whole))
    return answer


def _assumed(most: int) -> Cut:
    def cut(_: Scaffold, whole: Scaffold) -> dict[str, object]:
        said = [_sentence(one) for one in whole.assumed]
        return {"assumed": said[:most], "assumed_left_out": len(said[most:])}

    return cut


def _sentence(text: str) -> str:
    left_out = len(text) - LONGEST_SENTENCE
    if left_out <= 0:
        return text
    # Places come first and what is said of them last.
    head = text[: LONGEST_SENTENCE - LONGEST_END]
    return f"{head} ... ({left_out} characters left out) ... {text[-LONGEST_END:]}"


def _left_out(most: int) -> Cut:
    def cut(_: Scaffold, whole: Scaffold) -> dict[str, object]:
        said = [_sentence(one) for one in whole.left_out]
        return {"left_out": said[:most], "left_out_more": len(said[most:])}

    return cut


def _diagram(keys: bool, most: int) -> Cut:
    """Only relationships, and the columns of keys if they are wanted."""

    def cut(_: Scaffold, whole: Scaffold) -> dict[str, object]:
        lines = whole.diagram.split("\n")
        kept = [one for one in lines if _is_shown(one, keys)][:most]
        mark = f"    %% {len(lines) - len(kept)} lines left out: README.md has them"
        return {"diagram": "\n".join([*kept, mark])}

    return cut


def _is_shown(line: str, keys: bool) -> bool:
    if line.startswith(" " * 8):
        return keys and line.endswith(("PK", "FK"))
    return keys or " : " in line or line == "erDiagram"


def _in_written(change: Callable[[Written, Written], dict[str, object]]) -> Cut:
    def cut(answer: Scaffold, whole: Scaffold) -> dict[str, object]:
        if answer.written is None or whole.written is None:
            return {}
        update = change(answer.written, whole.written)
        return {"written": answer.written.model_copy(update=update)}

    return cut


def _diffs(most: int) -> Cut:
    return _in_written(
        lambda _, whole: {"kept": [_cut_again(one, most) for one in whole.kept]}
    )


def _cut_again(file: KeptFile, most: int) -> KeptFile:
    cut = with_diff(file, file.diff, most)
    left_out = file.diff_lines_left_out + cut.diff_lines_left_out
    return cut.model_copy(update={"diff_lines_left_out": left_out})


def with_diff(file: KeptFile, diff: str, most: int = MOST_DIFF_LINES) -> KeptFile:
    """A kept file with the first lines of what would change in it."""
    lines = diff.splitlines(keepends=True)
    update = {"diff": "".join(lines[:most]), "diff_lines_left_out": len(lines[most:])}
    return file.model_copy(update=update)


def _names(most: int) -> Cut:
    """The first names of each folder; its counts stay."""

    def change(_: Written, whole: Written) -> dict[str, object]:
        cut = [
            one.model_copy(
                update={
                    "names": one.names[:most],
                    "names_left_out": len(one.names[most:]),
                }
            )
            for one in whole.groups
        ]
        return {"groups": cut}

    return _in_written(change)


def _paths(most: int) -> Cut:
    def change(now: Written, whole: Written) -> dict[str, object]:
        return {
            "kept": now.kept[:most],
            "kept_left_out": len(whole.kept[most:]),
            "removed": whole.removed[:most],
            "removed_left_out": len(whole.removed[most:]),
        }

    return _in_written(change)


CUTS: Sequence[Cut] = (
    _diffs(most=20),
    _assumed(most=6),
    _diagram(keys=True, most=200),
    _diffs(most=0),
    _left_out(most=8),
    _diagram(keys=False, most=100),
    _assumed(most=2),
    _names(most=10),
    _diagram(keys=False, most=25),
    _names(most=0),
    _paths(most=8),
    _left_out(most=2),
    _diagram(keys=False, most=5),
)
"""What is missed least first."""
