"""What is known of a page beside its text: title, outlet, authors, dates, address, language, kind; each with its signal."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from extractors.authors import find_authors
from extractors.blocks import Block
from extractors.body import find_heading
from extractors.dates import Published, declared_dates, written_dates
from extractors.declared import Declared, plain
from extractors.titles import choose_title
from extractors.tree import Tree


@dataclass(frozen=True)
class Metadata:
    """Fields of a page, "" or () where nothing tells; `heading` is the number of the headline's block, -1 if there is none; `signals` says which signal gave a field."""

    title: str
    heading: int
    description: str
    outlet: str
    authors: tuple[str, ...]
    canonical: str
    lang: str
    declared_dates: tuple[Published, ...]
    written_dates: tuple[Published, ...]
    linked_body: str
    signals: dict[str, str]


def read_metadata(root: Tree, declared: Declared, blocks: Sequence[Block], url: str) -> Metadata:
    """Metadata of a page from its tree and blocks."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    outlet, outlet_signal = _outlet(declared, host)
    title, title_signal = choose_title(root, declared, url, outlet)
    heading = find_heading(blocks, title)
    canonical, address_signal = _canonical(declared, url)
    bodies = [plain(body) for node in declared.articles if isinstance(body := node.get("articleBody"), str)]
    return Metadata(
        title=title,
        heading=heading,
        description=plain(declared.meta.get("og:description") or declared.meta.get("description", "")),
        outlet=outlet,
        authors=find_authors(root, declared, blocks, heading, (outlet, host, declared.meta.get("og:site_name", ""))),
        canonical=canonical,
        lang=declared.lang,
        declared_dates=tuple(declared_dates(root, declared)),
        written_dates=tuple(written_dates(blocks, heading)),
        linked_body=max(bodies, key=len, default=""),
        signals={"title": title_signal, "outlet": outlet_signal, "canonical": address_signal},
    )


def _outlet(declared: Declared, host: str) -> tuple[str, str]:
    if name := declared.meta.get("og:site_name", ""):
        return plain(name), "og"
    for node in declared.articles:
        publisher = node.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str) and publisher["name"].strip():
            return plain(publisher["name"]), "json_ld"
    return host, "address"


def _canonical(declared: Declared, url: str) -> tuple[str, str]:
    """The canonical address if it is of the same host and more than a bare home page."""
    for named, signal in ((declared.links.get("canonical", ""), "link"), (declared.meta.get("og:url", ""), "og")):
        try:
            absolute = urljoin(url, named)
            here, there = urlsplit(url), urlsplit(absolute)
        except ValueError:
            continue
        same = (here.hostname or "").removeprefix("www.") == (there.hostname or "").removeprefix("www.")
        if named and same and there.path.strip("/"):
            return absolute, signal
    return "", ""
