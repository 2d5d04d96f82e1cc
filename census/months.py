"""Month and Window: the units of time in which the census counts."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; the month of a project is that of its first disclosure."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Month of "YYYY-MM". Raises ValueError with what to write instead."""
        match = _MONTH.fullmatch(text.strip())
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 2009:
            raise ValueError(f"{text!r} is no month: write it as 2019-11 (year 2009 or later, month 01 to 12)")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: str) -> "Month":
        """Month of an ISO date or date-time, in its own offset (the publisher's zone decides the month)."""
        return cls(int(day[:4]), int(day[5:7]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def before(self) -> "Month":
        """The month before: the named base of each change."""
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def after(self) -> "Month":
        """The month after."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def window(self) -> "Window":
        """The days of the month."""
        return Window(
            date(self.year, self.number, 1),
            date(self.year, self.number, calendar.monthrange(self.year, self.number)[1]),
        )


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Each day of the window in order."""
        return tuple(self.first + timedelta(n) for n in range((self.last - self.first).days + 1))

    def holds(self, day: str | None) -> bool:
        """Whether an ISO date or date-time falls into the window; False for None."""
        return day is not None and self.first <= datetime.fromisoformat(day[:10]).date() <= self.last
