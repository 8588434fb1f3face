"""Names of databases as names of classes and attributes."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.specification import names

LONGEST, MOST_ALIKE = 30, 1000
PLURALS = {plural: one for one, plural in names.IRREGULAR.items()}
PLURALS |= {"indices": "index", "axes": "axis", "cookies": "cookie"}
PLURALS |= {"calories": "calorie", "movies": "movie", "zombies": "zombie"}
PLURALS |= {
    f"{stem}es": f"{stem}is"
    for stem in ("analys", "cris", "diagnos", "hypothes", "parenthes", "synops", "thes")
}
# Words that end as a plural does and are none.
SINGULARS = ("ss", "us", "is", "news", "series", "species")
SUFFIX = re.compile(r"_(id|fk|key|code|no|number|uuid|guid|ref)$")


def singular(word: str) -> str:
    """The singular of a snake_case name by the common rules of English."""
    head, _, last = word.rpartition("_")
    return f"{head}_{_singular_word(last)}" if head else _singular_word(last)


def _singular_word(word: str) -> str:
    if word in PLURALS:
        return PLURALS[word]
    if word.endswith(SINGULARS) or len(word) < 4:
        return word
    if re.search(r"[^aeiou]ies$", word):
        return f"{word[:-3]}y"
    if re.search(r"(ss|sh|ch|x|z|tus|rus|bus|ias)es$", word):
        return word[:-2]
    return word.removesuffix("s")


def entity_name(table: str) -> str:
    """`blog_posts` and `BlogPosts` as `BlogPost`; not yet free or unique."""
    return names.camel_case(singular(_snake(table, "table")))


def field_name(column: str) -> str:
    """`Unit Price` and `unitPrice` as `unit_price`; not yet free or unique."""
    return _snake(column, "column")


def without_suffix(column: str, key: str) -> str:
    """What a foreign key leads to: `author_id` and `AuthorId` lead to `author`.

    Args:
        column: the foreign key, in snake_case.
        key: the column it refers to, which is a suffix as well: `author_isbn`.
    """
    if key != column and not SUFFIX.search(key):
        column = column.removesuffix(f"_{key}")
    return SUFFIX.sub("", column)


def _snake(name: str, kind: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    snake = names.snake_case(plain)
    return snake if snake[:1].isalpha() else f"{kind}_{snake}".rstrip("_")


def free(
    wanted: Sequence[str],
    is_free: Callable[[str], bool],
    suffix: str = "value",
    longest: int = LONGEST,
) -> str:
    """The first snake_case name, or variation of one, that is free and short.

    Raises:
        InvalidSpec: none of many is.
    """
    for name in _variations(wanted, suffix, longest):
        if is_free(name):
            return name
    raise InvalidSpec(f"There is no free name for `{wanted[0][:60]}`; send another.")


def _variations(wanted: Sequence[str], suffix: str, longest: int) -> Iterator[str]:
    yield from (shortened(name, longest) for name in wanted)
    for name in wanted:
        yield f"{shortened(name, longest - len(suffix) - 1)}_{suffix}"
    for number in range(2, MOST_ALIKE):
        end = f"_{number}"
        yield from (shortened(name, longest - len(end)) + end for name in wanted)


def shortened(name: str, longest: int) -> str:
    """A name cut between two of its words, or inside the first."""
    if len(name) <= longest:
        return name
    cut = name[: longest + 1].rpartition("_")[0]
    return cut if len(cut) > longest // 2 else name[:longest].rstrip("_")
