"""Takedowns: addresses and outlets that no version to come may show, from a reviewed file."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census.records import Article, derive_id
from census.urls import host_of, normalise_url


@dataclass(frozen=True)
class Takedown:
    """One address, or one outlet (its name or its host), to be left out from `date` (ISO) on, for a reason."""

    date: str
    reason: str
    url: str = ""
    outlet: str = ""

    @property
    def id(self) -> str:
        """Derived from what is taken down: what the errata name it by."""
        return derive_id("takedown", normalise_url(self.url) if self.url else self.outlet.casefold())

    def covers(self, url: str | None, outlet: str = "") -> bool:
        """Whether an article of an address and outlet is to be left out."""
        if self.url:
            return url is not None and normalise_url(url) == normalise_url(self.url)
        wanted = self.outlet.casefold()
        host = host_of(url) if url else ""
        return outlet.casefold() == wanted or host == wanted or host.endswith(f".{wanted}")


def read_takedowns(path: Path) -> list[Takedown]:
    """Takedowns of a TOML file, none if there is no file. Raises ValueError naming the entry that is wrong."""
    if not path.exists():
        return []
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("takedown", [])
    return [_takedown(row, f"{path.name}, takedown {number}") for number, row in enumerate(listed, start=1)]


def _takedown(row: dict[str, Any], where: str) -> Takedown:
    unknown = sorted(row.keys() - {"date", "reason", "url", "outlet"})
    if unknown:
        raise ValueError(f"{where}: {unknown[0]} is no field of a takedown")
    if bool(row.get("url")) == bool(row.get("outlet")):
        raise ValueError(f"{where}: name either a url or an outlet")
    if not row.get("reason") or not row.get("date"):
        raise ValueError(f"{where}: give the reason and the date")
    return Takedown(str(row["date"]), row["reason"], row.get("url", ""), row.get("outlet", ""))


def taken_down(takedowns: Sequence[Takedown], articles: Iterable[Article]) -> dict[str, Takedown]:
    """Article id -> the takedown that covers it."""
    return {
        article.id: takedown
        for article in articles
        for takedown in takedowns
        if takedown.covers(article.url, article.outlet)
    }
