"""Progress bars of long work, one a step; silent where the output is no terminal and nobody asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

Advance = Callable[..., None]


class Progress:
    """Shows each step with its count on standard error, so that pipes stay clean."""

    def __init__(self, shown: bool = True):
        self.console = Console(stderr=True, quiet=not shown)

    @contextmanager
    def step(self, name: str, total: int, done: int) -> Iterator[Advance]:
        """A bar of `total` of which `done` were done before; yields the function that moves it on."""
        columns = (
            TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("left"), TimeRemainingColumn(),
        )  # fmt: skip
        with RichProgress(*columns, console=self.console) as bars:
            task = bars.add_task(name, total=total, completed=done)
            yield lambda count=1: bars.advance(task, count)
