"""A store with reports that a model labelled, for tests of review: made, not read, so that every doubt is known."""

import random
from collections.abc import Sequence

from census.enqueue import enqueue
from census.ledger import Ledger
from census.records import Announcement, Article, Cue, Judgement, Label, derive_id
from census.registry import Registry
from census.store import Store
from census.taxonomy import codes_of

MODEL = "model/1"
AT = "2019-12-10T06:00:00Z"
HOSTILE = (
    '<script>document.title="owned"</script><img src=x onerror="document.title=1">\' OR 1=1; DROP TABLE labels; --'
)


def label(id: str, field: str, codes: Sequence[str], chance: float) -> Label:
    rest = (1 - chance) / 2
    spread = tuple(zip(codes, (chance, rest * 1.5, rest * 0.5), strict=False))
    return Label(id, field, codes[0], chance, MODEL, AT, spread, (Cue(0, 6, 0.6), Cue(10, 16, 0.3)))


def labels(id: str, chance: float) -> list[Label]:
    dice = random.Random(id)
    return [
        label(id, "sector", ["finance", "energy", "trade"], chance),
        label(id, "application", codes_of("application")[:3], chance),
        label(id, "country", dice.sample(["CN", "US", "JP", "AU"], 3), 0.9),
        label(id, "subject", ["government", "enterprise", "consortium"], 0.8),
        label(id, "stage", ["pilot", "live", "planned"], 0.85),
    ]


def fill(store: Store, count: int, month: str = "2019-11", pairs: int = 0) -> list[str]:
    """So many announcements of a month in the store and the queue, surest first; ids in that order."""
    ids = [derive_id("told", month, str(n)) for n in range(count)]
    texts = [
        f"Harbour Bank {n} pilots a ledger for letters of credit in Sydney, {HOSTILE if n == 0 else 'it said on Tuesday'}."
        for n in range(count)
    ]
    articles, told, made = [], [], []
    for n, (id, text) in enumerate(zip(ids, texts, strict=True)):
        date = f"{month}-{1 + n % 28:02}"
        article = derive_id("article", id)
        title = f"Harbour Bank {n} pilots ledger {HOSTILE if n == 0 else ''}".strip()
        articles.append(
            Article(
                article,
                f"https://news.example/{month}/{n}",
                "Harbour News",
                title,
                f"Before it. {text} After it.",
                date,
                "meta",
                "en",
            )
        )
        start = len(title) + 1 + len("Before it. ")
        told.append(
            Announcement(
                id, article, (start, start + len(text)), text, date, "en", f"Harbour Bank {n}", relevance_proba=0.95
            )
        )
        made += labels(id, round(0.95 - 0.6 * n / max(1, count), 4))
    judged = [Judgement(*sorted(ids[n : n + 2]), "same", 0.6, MODEL, AT, "same lead, same use") for n in range(pairs)]
    ledger = Ledger(store, 60)
    ledger.open_run(month, MODEL, ["made"], AT)
    with store.transaction() as connection:
        store.save_articles(connection, articles, "cell")
        store.save_announcements(connection, told, MODEL)
        store.save_labels(connection, made)
        store.save_judgements(connection, judged)
        Registry(store).enter(connection, {id: id for id in ids}, MODEL)
    enqueue(store)
    return ids
