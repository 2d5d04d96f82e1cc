"""A table of two fields as a drawing: the darker a cell, the more projects; each cell leads to its own."""

from collections.abc import Sequence

from census.drawing import FAINT, INK, PAPER, SOFT, WIDTH, Drawing, link, text, wrap
from census.world import STEPS, shade_of

_LABELS = 104
_TALL = 25


def heat(
    across: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int], int]],
    targets: Sequence[Sequence[str]],
    all_label: str,
    words: str,
) -> Drawing:
    """Cells of `rows` (label, counts, sum) under the headings `across`; `targets` are the fragments of the cells."""
    cell = (WIDTH - _LABELS - 30) / len(across)
    heads = [wrap(name, cell - 2, 9) for name in across]
    top = 8 + 11.5 * max(len(lines) for lines in heads)
    parts = [
        text(_LABELS + cell * (n + 0.5), top - 6 - 11.5 * (len(lines) - 1 - k), line, 9, SOFT, "middle")
        for n, lines in enumerate(heads)
        for k, line in enumerate(lines)
    ]
    parts.append(text(WIDTH - 4, top - 6, all_label, 9, SOFT, "end"))
    y = top
    for (label, counts, total), aims in zip(rows, targets, strict=True):
        lines = wrap(label, _LABELS - 8)
        tall = max(_TALL, 13 * len(lines) + 5)
        first = y + tall / 2 + 4 - 6.5 * (len(lines) - 1)
        parts += [text(_LABELS - 6, first + 13 * n, line, 11.5, anchor="end") for n, line in enumerate(lines)]
        for n, count in enumerate(counts):
            parts.append(_cell(_LABELS + cell * n, y, cell, tall, count, aims[n], f"{label}, {across[n]}: {count}"))
        parts.append(text(WIDTH - 4, y + tall / 2 + 4, str(total), 12, anchor="end", weight="600"))
        y += tall
    return Drawing(int(y + 4), "".join(parts), words)


def _cell(x: float, y: float, wide: float, tall: float, count: int, target: str, words: str) -> str:
    if not count:
        return f'<rect x="{x + 1:.1f}" y="{y + 1:.1f}" width="{wide - 2:.1f}" height="{tall - 2}" fill="none" stroke="{FAINT}" stroke-width="0.6"/>'
    light = count >= STEPS[2]
    drawn = (
        f'<rect x="{x + 1:.1f}" y="{y + 1:.1f}" width="{wide - 2:.1f}" height="{tall - 2}" fill="{shade_of(count)}"/>'
    )
    drawn += text(x + wide / 2, y + tall / 2 + 4, str(count), 12, PAPER if light else INK, "middle", "600")
    return link(target, words, drawn)
