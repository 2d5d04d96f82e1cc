"""What is known of sites from reading them: lines that stand on several of their pages belong to no article."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from census import tables
from census.store import Store, put

# On so many pages of different titles a line is furniture: reports of one event on one site share lines on two.
_PAGES = 3


def known_furniture(store: Store) -> dict[str, frozenset[str]]:
    """Host -> digests of the lines that are its furniture."""
    found: dict[str, set[str]] = defaultdict(set)
    with store.engine.connect() as connection:
        for host, line in connection.execute(
            select(tables.lines.c.host, tables.lines.c.line).where(tables.lines.c.pages >= _PAGES)
        ):
            found[host].add(line)
    return {host: frozenset(lines) for host, lines in found.items()}


def count_lines(connection: Connection, counts: Mapping[tuple[str, str], int]) -> None:
    """Add to the pages (of different titles) on which a line (digest) of a host was seen."""
    table = tables.lines
    for (host, line), pages in counts.items():
        key = {"host": host, "line": line}
        held = connection.execute(select(table.c.pages).where(table.c.host == host, table.c.line == line)).scalar()
        put(connection, table, key, {"pages": pages + (held or 0)})
