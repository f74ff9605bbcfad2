"""When an archive is from: archives hold no date, but whoever keeps them may have put one into their names."""

import re
from dataclasses import dataclass
from datetime import date

_MONTH = r"(?P<mark>[-_])(?P<month>0[1-9]|1[0-2])(?:(?P=mark)(?P<day>[0-2]\d|3[01]))?"
_DATE = rf"(?P<year>20\d\d)(?:{_MONTH}|[-_ ]?[Qq](?P<quarter>[1-4]))?"
_START = re.compile(rf"{_DATE}(?![0-9A-Za-z]|[-_./ ]?\d)")
_END = re.compile(rf"(?<![0-9A-Za-z])(?<!\d[-_./ ]){_DATE}$")

UNITS = {"month": 1, "quarter": 3, "year": 12}  # in months


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month, quarter or year: its first month, counted from year 0, and how many months it has."""

    begin: int
    months: int

    @property
    def middle(self) -> float:
        """In months from year 0."""
        return self.begin + self.months / 2

    @property
    def label(self) -> str:
        year, month = divmod(self.begin, 12)
        if self.months == 12:
            return str(year)
        return f"{year} Q{month // 3 + 1}" if self.months == 3 else f"{year}-{month + 1:02}"


def period_of(name: str) -> tuple[Period, str] | None:
    """The period that a name begins or ends with, as fine as it says it, and the name without it.

    Understood are `2026`, `2026Q1`, `2026-Q1`, `2026-03` and `2026-03-12` (the month counts), with - or _ between, at
    the start or the end of the name and apart from its other letters and digits. None where there is none, or where it
    could be read in two ways (`2026-3`, `2025-26`, `03-2026`, a date at both ends).

        2026-03-ops → March 2026, "ops"
    """
    match = _date_in(name)
    if match is None:
        return None
    rest = (name[: match.start()] + name[match.end() :]).strip(" -_.")
    return _period(match), rest


def date_of(name: str) -> tuple[int, int]:
    """Sorts names by when they are from: the month after their period, and its day (0: it tells none, or no date)."""
    match = _date_in(name)
    if match is None:
        return 0, 0
    period = _period(match)
    return period.begin + period.months, int(match["day"] or 0)


def _date_in(name: str) -> re.Match[str] | None:
    found = [match for match in (_START.match(name), _END.search(name)) if match]
    if len({match.span() for match in found}) != 1:
        return None
    year, month, day = (int(found[0][part] or 0) for part in ("year", "month", "day"))
    return None if day and not _is_a_day(year, month, day) else found[0]


def _period(match: re.Match[str]) -> Period:
    begin = 12 * int(match["year"])
    if match["month"]:
        return Period(begin + int(match["month"]) - 1, 1)
    if match["quarter"]:
        return Period(begin + 3 * (int(match["quarter"]) - 1), 3)
    return Period(begin, 12)


def within(period: Period, unit: str) -> Period | None:
    """The month, quarter or year in which a period lies; None where it is longer than that."""
    months = UNITS[unit]
    if period.months > months:
        return None
    return Period(period.begin - period.begin % months, months)


def _is_a_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
