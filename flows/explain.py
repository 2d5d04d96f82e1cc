"""`chaincensus explain ID`: why an announcement was found and labelled as it is, from what the store keeps of that decision."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from census.linkage import Linkage
from census.records import Announcement, Article, Label
from census.registry import Registry
from census.store import Store

# Of a long text so much is shown: what the model reads of it.
_SHOWN = 1500
# Bridges that are shown of a record: the likeliest.
_BRIDGES = 10
_COLOURS = {
    "lead": "bold green", "partner": "cyan", "project": "magenta", "place": "yellow", "host_country": "yellow", "amount": "blue", "date": "blue",
    "since": "red",
}  # fmt: skip


def explain(console: Console, store: Store, id: str) -> None:
    """Show what is known of an announcement, an article or a record (id); a retired id is followed to the record that it leads to. Raises
    ValueError where the store knows no such id."""
    registry = Registry(store)
    if retired := registry.retired(id):
        console.print(
            f"{id} is no longer in use ({retired.why}, {retired.at[:10]}): it leads to [bold]{retired.record_id}[/bold]", highlight=False
        )  # fmt: skip
        id = retired.record_id
    told = store.announcements_about(id)
    articles = store.articles([a.article_id for a in told] or [id])
    if not articles:
        raise ValueError(
            f"the store knows no announcement, article or project {id}: see projects.csv of a release for ids"
        )
    labels = store.labels_of([a.id for a in told])
    for announcement in told:
        own = [label for (owner, _), label in sorted(labels.items()) if owner == announcement.id]
        _show(console, articles[announcement.article_id], announcement, own)
    if told:
        _show_bridges(console, store, registry.held([told[-1].id]).get(told[-1].id))
    else:
        _show_dropped(console, articles[id], store.readings_of(id))


def _show_bridges(console: Console, store: Store, record_id: str | None) -> None:
    """What is likely of the same project, and not in its record: an analyst may say."""
    linker = Registry(store).linker(record_id) if record_id else None
    bridges = Linkage(store, linker).bridges(_BRIDGES, record_id) if linker else []
    if bridges:
        table = Table("likely one project, but not joined: their records do not hold as a whole", "chance", "why")
        for bridge in bridges:
            table.add_row(f"{bridge.a} and {bridge.b}", f"{bridge.score:.2f}", bridge.why)
        console.print(table)


def _show(console: Console, article: Article, announcement: Announcement, labels: Sequence[Label]) -> None:
    where = f"characters {announcement.span[0]}-{announcement.span[1]}"
    _show_origin(console, announcement.id, article, where)
    console.print(mark(announcement))
    legend = Text("marked: ")
    for name in dict.fromkeys(slot.name for slot in announcement.slots):
        legend.append(f"{name.replace('_', ' ')} ", style=_COLOURS[name])
    if announcement.slots:
        console.print(legend)
    table = Table("field", "label", "probability", "else", "words that spoke for it", title_justify="left")
    for label in labels:
        table.add_row(*_row(label, announcement.text))
    console.print(table)
    if announcement.is_retold:
        console.print("the text tells of something old: evidence for a known project, no row of its own")


def _show_origin(console: Console, id: str, article: Article, where: str = "") -> None:
    console.rule(f"[bold]{id}[/bold]  {article.outlet}  {article.date or 'undated'}", align="left")
    console.print(f"{article.url or ''}  {where}".rstrip(), highlight=False, soft_wrap=True)


def mark(announcement: Announcement) -> Text:
    """The announcement's text with its slots coloured."""
    shown = Text(announcement.text[:_SHOWN])
    for slot in announcement.slots:
        shown.stylize(_COLOURS[slot.name], slot.start, slot.end)
    return shown


def _row(label: Label, text: str) -> tuple[str, ...]:
    others = [f"{code} {p:.2f}" for code, p in label.distribution if code != label.value and p >= 0.05][:2]
    words: Mapping[str, None] = dict.fromkeys(text[cue.start : cue.end] for cue in label.cues)
    return label.field, label.value or "unknown", f"{label.probability:.2f}", ", ".join(others), ", ".join(words)


def _show_dropped(console: Console, article: Article, readings: Sequence[tuple[str, float, str]]) -> None:
    _show_origin(console, article.id, article)
    console.print(article.title, highlight=False)
    table = Table("read by", "relevance", "taken for")
    for by, relevance, reason in readings:
        table.add_row(by, f"{relevance:.2f}", reason.replace("_", " ") or "not recorded")
    console.print(
        table if readings else "no model has read it: it was published in another month than those that were run"
    )
