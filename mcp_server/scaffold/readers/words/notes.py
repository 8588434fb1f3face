"""What was read as something else, in a sentence for each word."""

import re
from dataclasses import dataclass, field

MOST_PLACES = 4


@dataclass
class Notes:
    """Words that were sent, what they are read as, and where."""

    places: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)

    def add(self, sent: object, read: object, place: str) -> None:
        """Note that a word is read as another one, unless only its spelling differs."""
        if word(sent) != word(read):
            words = str(sent)[:40], str(read)[:60]
            self.places.setdefault(words, []).append(place[:60])

    def option(self, sent: str, read: str) -> None:
        """Note that an option is called otherwise, unless only its spelling differs."""
        if word(sent) != word(read):
            self.options[sent[:40]] = read

    def lines(self) -> list[str]:
        """One sentence for each word, and one for all options."""
        words = [
            f"`{sent}` is read as `{read}`: {_few(places)}."
            for (sent, read), places in self.places.items()
        ]
        options = [f"`{sent}` as `{read}`" for sent, read in self.options.items()]
        return [*words, *([f"Options are read: {_few(options)}."] if options else [])]


def word(value: object) -> str:
    """A word in small letters and digits alone: `ONE_TO_MANY` as `onetomany`."""
    return re.sub(r"[^a-z0-9]", "", str(value).lower())


def _few(places: list[str]) -> str:
    more = len(places) - MOST_PLACES
    named = ", ".join(places[:MOST_PLACES])
    return named + (f" and {more} more" if more > 0 else "")
