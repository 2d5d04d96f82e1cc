"""Source: who publishes, and the ways to list what he published. One news source is one short file in `sources/`."""

import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from census.countries import codes
from census.months import Window
from census.urls import site_of
from extractors.listing import Listing
from extractors.listings.wayback import Wayback
from extractors.own import OwnReader

# What a source mostly writes on: the first four announce projects, crypto press writes of coins and now and then of a project; an
# archive holds what others wrote.
KINDS = ("enterprise", "trade", "government", "wire", "business", "crypto", "archive")


@dataclass(frozen=True)
class Source:
    """One publisher. `terms` notes what is known of its rules of use, and that it was never asked live where that is so;
    `own` is its reader where the trained one reads it badly;
    `selective` sources write of everything: of these only links that name the technology are read."""

    slug: str
    name: str
    home: str
    lang: str
    country: str
    kind: str
    listings: tuple[Listing, ...]
    terms: str
    selective: bool = False
    own: OwnReader | None = None

    @property
    def site(self) -> str:
        """The host it is known by."""
        return site_of(self.home)

    @property
    def routes(self) -> tuple[Listing, ...]:
        """Its own listings, and the captures of the Wayback Machine for the past."""
        return self.listings if self.kind == "archive" else (*self.listings, Wayback(self.site))

    def serving(self, window: Window, today: date, route: str = "") -> tuple[Listing, ...]:
        """The routes that can answer for a window; of one kind if `route` names it."""
        return tuple(r for r in self.routes if route in ("", r.name) and r.serves(window, today))


def faults_of(source: Source) -> list[str]:
    """What is wrong with a declaration, in plain words."""
    wrong = {
        f"slug {source.slug!r} is not lower_snake": not re.fullmatch(r"[a-z][a-z0-9_]*", source.slug),
        f"home {source.home!r} is no address": not re.fullmatch(r"https?://[^/\s]+(/\S*)?", source.home),
        f"lang {source.lang!r} is no ISO 639-1 code": not re.fullmatch(r"[a-z]{2}", source.lang),
        f"country {source.country!r} is no country code": source.country not in codes(),
        f"kind {source.kind!r} is none of {', '.join(KINDS)}": source.kind not in KINDS,
        "it declares no listing": not source.listings,
        "it has no note on its terms": not source.terms.strip(),
    }
    return [fault for fault, holds in wrong.items() if holds]


@cache
def declared(folder: Path | None = None) -> dict[str, Source]:
    """All declared sources by slug: the bundled ones, or those of a `folder`. Raises ValueError naming the file at fault."""
    found: dict[str, Source] = {}
    for module in _modules(folder):
        source = getattr(module, "SOURCE", None)
        if not isinstance(source, Source):
            raise ValueError(f"{module.__name__}: it holds no value SOURCE of type Source")
        if faults := faults_of(source):
            raise ValueError(f"{module.__name__}: {'; '.join(faults)}")
        if source.slug in found:
            raise ValueError(f"{module.__name__}: slug {source.slug!r} is taken")
        found[source.slug] = source
    return dict(sorted(found.items()))


def _modules(folder: Path | None) -> Iterator[ModuleType]:
    if folder is None:
        package = import_module("extractors.sources")
        for module in pkgutil.iter_modules(package.__path__):
            yield import_module(f"extractors.sources.{module.name}")
        return
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"{folder.name}.{path.stem}", path)
        assert spec is not None and spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(loaded)
        except (SyntaxError, ImportError, TypeError, NameError) as error:
            raise ValueError(f"{path}: {type(error).__name__}: {error}") from error
        yield loaded
