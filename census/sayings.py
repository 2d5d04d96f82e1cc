"""Sayings: sentences kept by the key of their text and what is filled in, so that they can be said in any language later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

# What is filled in: a number or text as it stands, another saying, or a list of sayings.
Value = Union[str, int, float, None, "Saying", tuple["Saying", ...]]
# What people wrote is not translated: it stands in every language in their words.
_PLAIN = "plain"


@dataclass(frozen=True)
class Saying:
    """The key of a text of `census/texts` and the values that it names; `Texts.tell` makes the sentence."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, /, **values: Value) -> "Saying":
        """The saying of a text with these values."""
        return cls(key, values)

    @classmethod
    def plain(cls, text: str) -> "Saying":
        """The words of a person, the same in every language."""
        return cls(_PLAIN, {"text": text})

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Saying":
        """The saying that `to_json` wrote."""
        return cls(row["key"], {name: _read(value) for name, value in row.items() if name != "key"})

    @property
    def parts(self) -> tuple["Saying", ...]:
        """The sayings that this one is made of, where it is a list of some."""
        parts = self.values.get("parts")
        return parts if isinstance(parts, tuple) else ()

    def to_json(self) -> dict[str, Any]:
        """The saying as JSON values: its key beside its values."""
        return {"key": self.key} | {name: _written(value) for name, value in self.values.items()}


def _read(value: Any) -> Value:
    if isinstance(value, dict):
        return Saying.read(value)
    return tuple(Saying.read(part) for part in value) if isinstance(value, list) else value


def _written(value: Value) -> Any:
    if isinstance(value, Saying):
        return value.to_json()
    return [part.to_json() for part in value] if isinstance(value, tuple) else value


def count(n: int, noun: str) -> Saying:
    """A count with its noun, as the text `count.NOUN` has it."""
    return Saying.of(f"count.{noun}", n=n)


def label(field_name: str, code: str | None) -> Saying:
    """The label of a code of a field, "unknown" for None."""
    return Saying.of("label", field=field_name, code=code)


def clauses(parts: Sequence[Saying]) -> Saying:
    """Sayings in a row; one alone is itself."""
    return parts[0] if len(parts) == 1 else Saying.of("clauses", parts=tuple(parts))


def listed(found: Saying, parts: Iterable[Saying], most: int = 1000) -> Saying:
    """What was found, with the first `most` of its parts named behind it; alone where there are none."""
    named = tuple(parts)
    if not named:
        return found
    key = "found.listed" if len(named) <= most else "found.listed_first"
    return Saying.of(key, found=found, parts=named[:most])
