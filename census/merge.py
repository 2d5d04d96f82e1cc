"""Announcements, labels and judgements in force become records: what each cluster says together."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from census.cluster import cluster
from census.corrections import IS_ANNOUNCEMENT, NO
from census.countries import ALLIANCE, country_name
from census.identity import record_id
from census.records import Announcement, Judgement, Label, Record
from census.standing import is_withdrawal
from census.taxonomy import label_of, sector_of

FIELDS = ("sector", "country", "subject", "stage")
# A label under this probability waits for an analyst. On held-out projects those above it are right: sectors 0.98, subjects 0.88,
# stages 0.79 (second readings accepted).
REVIEW_BELOW = 0.6
# An application less likely than this is left unknown: a legal value, better than a guess.
_LEAST_APPLICATION = 0.3
_NOT_NEW = ("expansion", "ended")
_PROGRESS = {stage: n for n, stage in enumerate(("planned", "development", "pilot", "live", "expansion", "ended"))}


def in_force(labels: Iterable[Label]) -> dict[tuple[str, str], Label]:
    """The label that counts for each (announcement id, field), of labels from the oldest to the newest: the newest analyst's that
    was not taken back, else the newest model's."""
    models: dict[tuple[str, str], Label] = {}
    words: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for label in labels:
        key = (label.announcement_id, label.field)
        if not label.by.startswith("analyst/"):
            models[key] = label
        elif not is_withdrawal(label):
            words[key].append(label)
        elif own := [n for n, word in enumerate(words[key]) if word.by == label.by]:
            words[key].pop(own[-1])
    return models | {key: said[-1] for key, said in words.items() if said}


def merge(
    announcements: Sequence[Announcement], labels: Mapping[tuple[str, str], Label], judgements: Iterable[Judgement]
) -> list[Record]:
    """Records of all announcements, by month and id. `labels` are those in force, `judgements` a model's and all of analysts."""
    by_id = {a.id: a for a in announcements}
    judged = list(judgements)
    groups = cluster(sorted(by_id), judged)
    return records_of([[by_id[id] for id in group] for group in groups], labels, judged)


def records_of(
    groups: Iterable[Sequence[Announcement]], labels: Mapping[tuple[str, str], Label], judgements: Iterable[Judgement]
) -> list[Record]:
    """A record of each group of announcements, by month and id; the judgements say why they were put together. What an analyst calls
    no announcement of a project is left out, and founds its record all the same: the id does not change for it."""
    why = {(j.a, j.b): j.why for j in sorted(judgements, key=lambda j: j.made_at)}
    records = []
    for group in groups:
        members = sorted(group, key=lambda a: (a.date or "9999", a.id))
        counted = [told for told in members if not _is_rejected(told, labels)]
        if counted:
            records.append(_record(record_id(members[0].id), counted, labels, why))
    return sorted(records, key=lambda r: (r.month, r.id))


def _is_rejected(told: Announcement, labels: Mapping[tuple[str, str], Label]) -> bool:
    label = labels.get((told.id, IS_ANNOUNCEMENT))
    return label is not None and label.value == NO


def _record(
    id: str, members: list[Announcement], labels: Mapping[tuple[str, str], Label], why: Mapping[tuple[str, str], str]
) -> Record:
    chosen = {field: _pool([labels[a.id, field] for a in members if (a.id, field) in labels]) for field in FIELDS}
    doubtful = tuple(
        field for field in FIELDS if chosen[field][1] < REVIEW_BELOW and not chosen[field][2].startswith("analyst/")
    )
    lead = _commonest([a.lead for a in members])
    sector, country, subject = (chosen[field][0] for field in ("sector", "country", "subject"))
    application = _application(
        [labels[a.id, "application"] for a in members if (a.id, "application") in labels], sector
    )
    first = members[0].date or ""
    return Record(
        id=id,
        month=first[:7],
        headline=_headline(lead, sector, application, country, chosen["stage"][0]),
        lead=lead,
        partners=tuple(dict.fromkeys(p.name for a in members for p in a.partners if p.name != lead))[:8],
        sector=sector or "other",
        sector_alt=chosen["sector"][3],
        application=application,
        country=country,
        host_countries=tuple(sorted({c for a in members for c in a.host_countries})),
        place=_commonest([a.place for a in members]),
        subject=subject or "enterprise",
        stage=_stage(members, labels) or chosen["stage"][0] or "live",
        topics=tuple(sorted({t for a in members for t in a.topics})),
        announcement_ids=tuple(a.id for a in members),
        probabilities=tuple((field, chosen[field][1]) for field in FIELDS),
        labelled_by=tuple((field, chosen[field][2]) for field in FIELDS),
        reviewed=bool(chosen) and all(by.startswith("analyst/") for _, _, by, _ in chosen.values()),
        needs_review=doubtful,
        first_disclosed=first,
        # A project that the texts only extend, end or retell was disclosed before: evidence, no row of this month.
        is_new=not _is_only_extended(members, labels) and sum(a.is_retold for a in members) * 2 <= len(members),
        why_merged=_why_merged([a.id for a in members], why),
    )


def _is_only_extended(members: Sequence[Announcement], labels: Mapping[tuple[str, str], Label]) -> bool:
    """Whether the tellings together speak of an expansion or an end rather than of something new."""
    told = [labels[a.id, "stage"] for a in members if (a.id, "stage") in labels]
    value, _, by, _ = _pool(told)
    if by.startswith("analyst/"):
        return value in _NOT_NEW
    return sum(p for code, p in _ranked(told) if code in _NOT_NEW) > 0.5


def _why_merged(ids: Sequence[str], why: Mapping[tuple[str, str], str]) -> str:
    """The reasons of the pairs inside a record, each once, shortened to 300 characters."""
    pairs = ((min(a, b), max(a, b)) for a, b in itertools.combinations(ids, 2))
    return "; ".join(dict.fromkeys(reason for pair in pairs if (reason := why.get(pair))))[:300]


def _pool(labels: Sequence[Label]) -> tuple[str | None, float, str, str | None]:
    """Value, probability, maker and second value of one field over a record's announcements: an analyst's word, else the mean of
    the models' distributions."""
    analysts = [label for label in labels if label.by.startswith("analyst/")]
    if analysts:
        newest = max(analysts, key=lambda label: label.made_at)
        return newest.value, 1.0, newest.by, None
    if not labels:
        return None, 0.0, "", None
    ranked = _ranked(labels)
    best = None if ranked[0][0] == "none" else ranked[0][0]
    second = ranked[1][0] if len(ranked) > 1 and ranked[1][1] >= 0.2 else None
    return best, round(ranked[0][1], 4), labels[0].by, second


def _ranked(labels: Sequence[Label]) -> list[tuple[str, float]]:
    """Codes with the mean of their probabilities over the labels, likeliest first."""
    sums: dict[str, float] = defaultdict(float)
    for label in labels:
        for code, probability in label.distribution:
            sums[code] += probability / len(labels)
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def _application(labels: Sequence[Label], sector: str | None) -> str | None:
    """The finer use, of those inside the record's sector; None where none is likely enough."""
    value, _, by, _ = _pool(labels)
    if by.startswith("analyst/") or not labels:
        return value
    inside = [(code, p) for code, p in _ranked(labels) if sector_of(code) == sector and p >= _LEAST_APPLICATION]
    return inside[0][0] if inside else None


def _stage(members: Sequence[Announcement], labels: Mapping[tuple[str, str], Label]) -> str | None:
    """The furthest stage that a confident telling reports; an expansion or end found beside a first report stays evidence."""
    sure = [labels[a.id, "stage"] for a in members if (a.id, "stage") in labels]
    analysts = [label.value for label in sure if label.by.startswith("analyst/")]
    told = analysts or [
        label.value for label in sure if label.probability >= REVIEW_BELOW and label.value not in _NOT_NEW
    ]
    return max((v for v in told if v), key=lambda v: _PROGRESS[v], default=None)


def _commonest(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def _headline(
    lead: str | None, sector: str | None, application: str | None, country: str | None, stage: str | None
) -> str:
    """One line from the fields, never from an article."""
    who = lead or "An unnamed organisation"
    where = f" ({country_name(country)})" if country and country != ALLIANCE else ""
    use = label_of("application", application) if application else f"{label_of('sector', sector)} project"
    return f"{who}{where}: {use.lower()}, {label_of('stage', stage).lower()}"
