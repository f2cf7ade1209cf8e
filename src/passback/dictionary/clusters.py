"""Messages that no entry has, put together where they differ in names and numbers only."""

import re
from dataclasses import dataclass, field

from passback.dictionary.nameless import without_names
from passback.dictionary.normalize import fold, readable

# So many kinds are kept apart, and so many characters of each decide; what comes after is only counted.
MOST, _LENGTH = 2_000, 240
# Masking takes its time, and a log says the same with other numbers.
_REMEMBERED = 4_096
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass
class Cluster:
    """Messages of one kind. `masked`: what they share; `example`: the first, as it was."""

    masked: str
    example: str
    count: int = 0
    first: str = ""
    last: str = ""


@dataclass
class Clusters:
    """All kinds met so far. `beyond`: how many messages came when there were too many kinds already."""

    by_key: dict[bytes, Cluster] = field(default_factory=dict)
    beyond: int = 0
    _lately: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, time: str = "") -> None:
        """One more message."""
        masked = self._masked(text[: 4 * _LENGTH])
        key = fold(masked)
        cluster = self.by_key.get(key)
        if cluster is None:
            if len(self.by_key) >= MOST:
                self.beyond += 1
                return
            cluster = self.by_key[key] = Cluster(masked, text[: 4 * _LENGTH], first=time)
        cluster.count += 1
        cluster.last = time or cluster.last
        cluster.first = cluster.first or time

    def _masked(self, text: str) -> str:
        """What may be told of it. Lines that differ in digits only have it in common."""
        alike = text.translate(_DIGITS)
        masked = self._lately.get(alike)
        if masked is None:
            masked = " ".join(without_names(readable(alike)).split())[:_LENGTH]
            if len(self._lately) >= _REMEMBERED:
                self._lately.clear()
            self._lately[alike] = masked
        return masked

    def ranked(self) -> list[Cluster]:
        """Most frequent first."""
        return sorted(self.by_key.values(), key=lambda cluster: (-cluster.count, cluster.masked))


def entry_id(cluster: Cluster) -> str:
    """A first id for the entry that a kind could become: its telling words."""
    words = [w for w in re.findall(r"[a-z]{4,}", cluster.masked.lower()) if w not in {"with", "from", "that"}]
    return "-".join(words[:4]) or "unnamed"
