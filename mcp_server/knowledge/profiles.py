"""Which words tell of a problem: how much more often its texts have them than others.

A search finds the one phrase that is nearest. This looks at all words that the phrases
of a problem use, so it still finds a text that takes half of each of several phrases.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from mcp_server.knowledge.vocabulary import stems, words

SMOOTHING = 150.0
"""Words of all problems together that each problem is taken to have as well."""


class Profiles:
    """The words of each problem, counted once for each of its texts."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        """Count them; `texts` are those of each problem."""
        self._own = {
            name: Counter(stem for one in told for stem in stems(words(one)))
            for name, told in texts.items()
        }
        self._all = sum(self._own.values(), Counter[str]())
        self._sizes = {name: own.total() for name, own in self._own.items()}

    def scores(self, asked: Iterable[str]) -> dict[str, float]:
        """By problem the log of how much likelier the known words are with it."""
        known = [one for one in asked if one in self._all]
        if not known:
            return {}
        whole, length = self._all.total(), len(known) ** 0.5
        rarity = {one: whole / self._all[one] for one in known}
        scores = dict[str, float]()
        for name, own in self._own.items():
            size = self._sizes[name] + SMOOTHING
            likelier = (
                math.log((own[one] * rare + SMOOTHING) / size)
                for one, rare in rarity.items()
            )
            scores[name] = sum(likelier) / length
        return scores
