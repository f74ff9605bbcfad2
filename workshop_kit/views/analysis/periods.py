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
    found = [match for match in (_START.match(name), _END.search(name)) if match]
    spans = {match.span() for match in found}
    if len(spans) != 1:
        return None
    match = found[0]
    year, month, day, quarter = (match[part] for part in ("year", "month", "day", "quarter"))
    if day and not _is_a_day(int(year), int(month), int(day)):
        return None
    rest = (name[: match.start()] + name[match.end() :]).strip(" -_.")
    if month:
        return Period(12 * int(year) + int(month) - 1, 1), rest
    if quarter:
        return Period(12 * int(year) + 3 * (int(quarter) - 1), 3), rest
    return Period(12 * int(year), 12), rest


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
