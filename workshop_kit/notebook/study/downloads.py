"""*Take it with you*: buttons for the page, its PDF and the reminder. Each makes a file in the learner's own folder and
hands it to their browser as a download; nothing leaves the machine."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from ... import home, printing
from ..journal import Journal
from ..language import messages, own
from ..widgets import Hosted, take_over
from . import taking
from .following import follow

_HERE = Path(__file__).parent
PAGE, PDF, REMINDER = "what-i-take-with-me.html", "what-i-take-with-me.pdf", "second-look.ics"
TYPES = {PAGE: "text/html", PDF: "application/pdf", REMINDER: "text/calendar"}


class TakeAlong(anywidget.AnyWidget):
    """Three buttons and a sentence about what became of the last one pressed."""

    _esm = (_HERE / "downloads.js").read_text("utf-8")
    _css = Hosted._css
    words = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)

    def __init__(self, journal: Journal | None = None):
        take_over(self, ("take along",))
        self.journal = journal or Journal()
        super().__init__()
        self._tasks: set[asyncio.Task] = set()
        self.on_msg(lambda _, message, __: self._heard(message))
        follow("take along", self._speak)

    @property
    def folder(self) -> Path:
        """Beside the notebooks, and of this person alone."""
        return home.mine("" if self.journal.person == "me" else self.journal.person) / "mine"

    def _speak(self) -> None:
        spoken = messages("keeping", own(self.journal))
        words = {name: text for name, text in spoken.items() if name.startswith("take_")}
        words["take_help"] = words["take_help"].format(folder=self.folder)
        self.words = words | {name: spoken[name] for name in ("language", "direction")}

    def _heard(self, message: dict) -> None:
        make = {"page": self.save_page, "pdf": self.save_pdf, "reminder": self.save_reminder}.get(message.get("make"))
        if make is None or self.busy:
            return
        task = asyncio.get_running_loop().create_task(self._while_busy(make))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _while_busy(self, make: Callable) -> None:
        self.busy = True
        try:
            path = await make()
            if path is not None:
                self.said = self.words["take_done"].format(path=path)
                self.send({"name": path.name, "type": TYPES[path.name]}, [path.read_bytes()])
        except OSError:
            self.said = self.words["take_not_kept"].format(folder=self.folder)
        finally:
            self.busy = False

    def _paper(self) -> taking.Paper | None:
        found = taking.paper(self.journal)
        self.said = self.words["take_empty"] if found.empty else ""
        return None if found.empty else found

    async def save_page(self) -> Path | None:
        """The page as HTML; None where there is nothing to say on it yet."""
        found = self._paper()
        return found and self._kept(PAGE, taking.page(found))

    async def save_pdf(self) -> Path | None:
        """The page as a PDF; None where there is no browser that makes one, and `said` what to do instead."""
        found = self._paper()
        if found is None:
            return None
        if printing.browser() is None:
            self.said = self.words["take_no_browser"]
            return None
        pdf = self.folder / PDF
        page = self._kept(PAGE, taking.page(found))
        if await asyncio.to_thread(printing.to_pdf, page, pdf):
            return pdf
        self.said = self.words["take_no_pdf"]
        return None

    async def save_reminder(self) -> Path:
        """The entry for the calendar; also where nothing is planned yet: looking again is worth it."""
        self.said = ""
        return self._kept(REMINDER, taking.reminder(taking.paper(self.journal)))

    def _kept(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        home.write_atomically(path, content)
        return path


def take_along() -> TakeAlong:
    """Profile and plan as one page, as a PDF, and a reminder in six weeks."""
    return TakeAlong()
