"""Counts in English sentences: those of gates, deltas and the files that a release holds beside its tables."""


def counted(count: int, noun: str) -> str:
    """A count with its noun, in the plural but for one: "1 report", "3 reports"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
