"""Pieces of tellings, as the news gives them: headlines without a text, texts without a title."""

from collections.abc import Sequence
from dataclasses import replace

from classifiers.corpus import Telling

# A text of fewer characters says too little without its title.
_LONG_ENOUGH = 80


def headlines(tellings: Sequence[Telling]) -> list[Telling]:
    """The headlines alone of longer tellings: feeds often give no more."""
    longer = [t for t in tellings if len(t.title) >= 12 and t.text]
    return [replace(t, text="", form="headline", lead=None, place=None) for t in longer]


def untitled(tellings: Sequence[Telling]) -> list[Telling]:
    """The texts of longer tellings without their titles: entries of roundups and news flashes have none."""
    longer = [t for t in tellings if len(t.text) >= _LONG_ENOUGH and t.title]
    return [replace(t, title="", lead=None, place=None) for t in longer]
