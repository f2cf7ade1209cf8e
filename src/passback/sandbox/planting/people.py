"""Invented people: no name here is taken from a roll."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_GIVEN = """
Abel Ada Alba Amir Anouk Arlo Asha Bea Bruno Cleo Cosmo Dalia Dario Edda Elio Esme Ezra Fern Flora
Gus Hana Hugo Ida Imani Inés Iver Jada Juno Kai Kofi Lars Leona Lev Lila Luz Mabel Mateo Mika Nadia
Nils Noor Odin Olive Oona Otis Paz Petra Quinn Rafa Remy Rosa Rune Sana Seth Sol Sven Tavi Thea
Tomás Ula Vera Viggo Wren Yara Yuki Zane Zoë Zora
"""
_FAMILY = """
Abara Alder Ansel Barrow Bellweather Birk Brandt Calloway Castell Corvin Dahl Danjuma Dovetail
Eklund Ellery Espino Fairwind Fenn Galloway Garrow Halden Hartsong Hollis Ibarrola Inoue Jarrow
Juniper Kestrel Kimura Larkspur Lindqvist Lovelace Maren Moss Nakamura Northway Oakes Okonjo
O'Farrell Park-Osei Pell Quill Quintero Rasmus Rook Sable Santori Sorrel Tamsin Thistle Tran-Vogel
Umber Underhill Vale Vasko Wexler Whitlock Winterbourne Xu-Bellamy Yarrow Yilmaz Zeller Ziegelmann
"""


@dataclass(frozen=True)
class Name:
    """A person's name."""

    given: str
    family: str

    @property
    def full(self) -> str:
        """As it is read."""
        return f"{self.given} {self.family}"

    @property
    def sortable(self) -> str:
        """As it is sorted."""
        return f"{self.family}, {self.given}"


def names(chance: Random, count: int) -> list[Name]:
    """`count` different names."""
    every = [Name(given, family) for given in _GIVEN.split() for family in _FAMILY.split()]
    return chance.sample(every, count)
