"""What a look at the machine gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `ok` is None where it cannot be told from here; `do` says what to do."""

    what: str
    ok: bool | None
    said: str
    do: str = ""

    def lines(self, marks: tuple[str, str, str]) -> list[str]:
        mark = {True: marks[0], False: marks[1], None: marks[2]}[self.ok]
        return [f"{mark} {self.what}: {self.said}"] + ([f"    {self.do}"] if self.do else [])
