"""Days that go by for somebody's journal: what is kept becomes as much older."""

import json
from datetime import date, timedelta

from workshop_kit.notebook.journal import Journal


def days_pass(days: int) -> None:
    path = Journal().path
    kept = json.loads(path.read_text("utf-8"))
    for part in kept["changed"].values():
        part.update({name: str(date.fromisoformat(day) - timedelta(days)) for name, day in part.items()})
    path.write_text(json.dumps(kept), "utf-8")
