"""What a learner takes along: one sheet of paper and an entry for the calendar, in their own words and kept here."""

import asyncio
import logging
import random
import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from icalendar import Calendar
from needing import need

from workshop_kit import home, printing
from workshop_kit.instrument import load_instrument
from workshop_kit.notebook.journal import Journal
from workshop_kit.notebook.study import downloads, taking
from workshop_kit.notebook.study.planning import FIELDS
from workshop_kit.notebook.study.writing import LONGEST, LONGEST_OF_MANY

FULL = {
    "en": "when a plan slips again and nobody says so, I name it in our Monday meeting & show what I drop for it; ",
    "de": "wenn ein Plan wieder verrutscht, spreche ich es in der Montagsbesprechung an und zeige, was ich weglasse; ",
    "ar": "عندما تتأخر الخطة من جديد ولا يقول أحد ذلك أذكره في اجتماع الاثنين وأبيّن ما الذي أتركه من أجلها؛ ",
}


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    monkeypatch.delenv("WORKSHOP_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def answered(form="full", language="en"):
    journal, chance = Journal(), random.Random(3)
    keys = load_instrument("mindset", form=form).keys["self"]
    journal.keep("self", {key: 5 if "vision" in key else chance.choice(keys[key]["values"]) for key in keys})
    journal.note("language", language)
    return journal


def filled(text, journal):
    for name in taking.OWN:
        journal.note(name, (text * 20)[:LONGEST])
    journal.note("plan", {name: (text * 20)[:LONGEST_OF_MANY] for name in FIELDS})
    return journal


def sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


@pytest.mark.parametrize("text", [*FULL.values(), "A LINE IN CAPITALS THAT WILL NOT END "], ids=[*FULL, "capitals"])
def test_with_every_field_full_it_prints_on_one_sheet(text, tmp_path):
    need("chromium")
    language = next((language for language in FULL if FULL[language] == text), "fr")
    found = taking.paper(filled(text, answered(language=language)))
    page = tmp_path / "page.html"
    page.write_text(taking.page(found), "utf-8")
    assert printing.to_pdf(page, tmp_path / "page.pdf")
    assert sheets(tmp_path / "page.pdf") == 1
    assert taking.size_of(found) >= (6.75 if text in FULL.values() else 6), "and can still be read"
    assert len(found.picture.facets) == 10 and len(found.own) == 3 and len(found.plan) == 9


def test_the_letters_are_of_a_books_size_where_there_is_room(tmp_path):
    need("chromium")
    found = taking.paper(filled("a short line", answered("short")))
    found = taking.Paper(found.voice, found.day, found.picture, found.own[:1], found.plan[:2])
    page = tmp_path / "page.html"
    page.write_text(taking.page(found), "utf-8")
    assert taking.size_of(found) == taking.SIZES[0] and printing.to_pdf(page, tmp_path / "page.pdf")
    assert sheets(tmp_path / "page.pdf") == 1


def test_the_page_says_what_the_learner_wrote_and_nothing_that_they_did_not(tmp_path):
    journal = answered("short")
    journal.note("definition", "<b>leading</b> is {why} & managing\nis how")
    journal.note("plan", {"when": "a plan slips.", "will": "<script>alert(1)</script>", "keep": " ", "helper": 3})
    html = taking.page(taking.paper(journal))
    assert "&lt;b&gt;leading&lt;/b&gt; is {why} &amp; managing is how" in html
    assert "<strong>a plan slips</strong></bdi>, I will <bdi><strong>&lt;script&gt;" in html
    assert "</strong></bdi>, so that others can see <bdi><strong>…</strong></bdi>." in html
    assert "<script" not in html and "I keep" not in html and "Who helps" not in html
    assert "Facet by facet" not in html and "± " not in html, "no figure of a facet out of two answers"
    assert not re.search(r"https?:|src=|url\(", html) and "default-src 'none'" in html
    assert not re.search(r"score|type|quadrant|percentile", re.sub(r"<[^>]+>|doctype", "", html.partition("<main>")[2]))


def test_there_is_nothing_to_take_before_there_is_something():
    assert taking.paper(Journal()).empty
    Journal().note("try", "walk over instead of writing")
    assert not taking.paper(Journal()).empty


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "ar"])
def test_the_reminder_is_a_calendar_file_six_weeks_ahead(language):
    journal = filled(FULL["ar"] + "; , \\ ", answered(language=language))
    made = taking.reminder(taking.paper(journal, date(2026, 12, 1)))
    assert made.endswith(b"END:VCALENDAR\r\n") and b"\n" not in made.replace(b"\r\n", b"")
    assert max(map(len, made.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(made)
    (event,), (alarm,) = calendar.walk("VEVENT"), calendar.walk("VALARM")
    assert event["dtstart"].dt == datetime(2027, 1, 12, 9, 0) and event["dtstart"].dt.tzinfo is None
    assert event["dtstamp"].dt.tzinfo is not None and len(event["uid"]) == 32 and event["class"] == "PRIVATE"
    assert alarm["trigger"].dt == timedelta(0) and alarm["action"] == "DISPLAY" and alarm["description"]
    told = str(event["description"])
    assert journal.notes["plan"]["helper"].strip() in told and "06_looking_again" in told
    assert Calendar.from_ical(taking.reminder(taking.paper(journal))).walk("VEVENT")[0]["uid"] != event["uid"]


# The buttons


def pressed(widget, what):
    async def press():
        widget._heard({"make": what})
        await asyncio.gather(*widget._tasks)

    asyncio.run(press())


@pytest.fixture
def shown(monkeypatch):
    widget = downloads.TakeAlong()
    widget.sent = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: widget.sent.append((content, buffers)))
    return widget


def test_each_button_makes_a_file_in_ones_own_folder_and_hands_it_to_the_browser(shown, tmp_path, caplog):
    need("chromium")
    caplog.set_level(logging.DEBUG)
    filled("my own secret line", answered())
    for what, name, begins in (
        ("page", downloads.PAGE, b"<!doctype html>"),
        ("pdf", downloads.PDF, b"%PDF"),
        ("reminder", downloads.REMINDER, b"BEGIN:VCALENDAR"),
    ):
        pressed(shown, what)
        path = tmp_path / "mine" / name
        content, (raw,) = shown.sent.pop()
        assert path.read_bytes() == raw and raw.startswith(begins) and path.stat().st_mode & 0o077 == 0
        assert content == {"name": name, "type": downloads.TYPES[name]} and str(path) in shown.said
    assert "secret" not in caplog.text and "secret" not in str(shown.get_state())


def test_an_empty_page_and_a_missing_browser_are_a_sentence(shown, monkeypatch, tmp_path):
    pressed(shown, "page")
    assert shown.said.startswith("There is no profile, no plan") and not shown.sent
    answered("short")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printing.browser() is None
    pressed(shown, "pdf")
    assert "Save as PDF" in shown.said and not shown.sent and not list(tmp_path.rglob("*.pdf"))
    (tmp_path / "chromium").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "chromium").chmod(0o755)
    pressed(shown, "pdf")
    assert shown.said.startswith("The browser did not make a PDF") and not list(tmp_path.rglob("*.pdf"))
    (tmp_path / "mine" / downloads.PAGE).unlink()
    (tmp_path / "mine").rmdir()
    (tmp_path / "mine").write_text("a file where the folder should be")
    pressed(shown, "page")
    assert shown.said.startswith("The file could not be written")


def test_files_are_the_persons_own():
    home.choose("Anna")
    assert downloads.TakeAlong().folder == home.root() / "people" / "Anna" / "mine"
    assert downloads.TakeAlong(SimpleNamespace(person="me", notes={})).folder == home.root() / "mine"
