"""Files as survey tools write them: LimeSurvey, Google Forms, Microsoft Forms. The people are made up."""

import csv
import io
import random

from workshop_kit.instrument import Instrument, load_instrument

NAMES = ("Ada Long", "Grace Hill", "Ida Braun", "Omar Haddad", "Léa Petit", "Juan Ruiz")
SECRETS = ("Ada", "Grace", "@example.org", "192.168.7.", "2026")  # what no archive may hold


def table(rows, separator=",", quoting=csv.QUOTE_ALL, line="\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=line).writerows(rows)
    return text.getvalue()


def ratings(people: int, items: int, seed: int = 7, points: int = 5) -> list[list[int]]:
    chance = random.Random(seed)
    return [[chance.randint(1, points) for _ in range(items)] for _ in range(people)]


def items_of(instrument: Instrument, activity: str, block: int = 0):
    return instrument.activity(activity).blocks[block].items


def as_written(label: str) -> str:
    """A label as somebody types it into a form."""
    return label[0].upper() + label[1:]


# LimeSurvey --------------------------------------------------------------------------------------------------

LIME_CODES = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl"]
LIME_TEXTS = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started",
              "Date last action", "IP address", "Referrer URL"]  # fmt: skip


def _lime(person: int) -> list[str]:
    at = f"2026-11-{person % 27 + 1:02} 09:{person % 60:02}:11"
    return [str(person + 1), at, "3", "en", str(918273 + person), at, at, f"192.168.7.{person % 250}", ""]


def lime_codes(given: list[list[int]]) -> str:
    """Question codes in the headings, answer codes in the cells."""
    header = [*LIME_CODES, "team", *(f"climate[LEAD{number:02}]" for number in range(1, 12)), "interviewtime"]
    rows = [[*_lime(at), "ABC"[at % 3], *(f"AO{one:02}" for one in row), "88.4"] for at, row in enumerate(given)]
    return table([header, *rows])


def lime_texts(given: list[list[int]], language: str = "en", coded: bool = False) -> str:
    """Full texts in headings and cells; `coded`: `G01Q01[SQ001]. ` before each."""
    spoken = load_instrument("leadership-climate", language)
    block = spoken.activity("climate").blocks[0]
    before = [f"G01Q01[SQ{number:03}]. " if coded else "" for number in range(1, 12)]
    asked = [f"{code}{block.question} [{item.text}]" for code, item in zip(before, block.items, strict=True)]
    tool = [f"{code}. {text}" for code, text in zip(LIME_CODES, LIME_TEXTS, strict=True)] if coded else LIME_TEXTS
    header = [*tool, *asked, "G02Q01. Anything else?" if coded else "Anything else?"]
    labels = [as_written(label) for label in block.scale.labels]
    rows = [[*_lime(at), *(labels[one - 1] for one in row), "Ask Grace."] for at, row in enumerate(given)]
    return table([header, *rows])


def lime_options(choices: list[set[str]]) -> str:
    """A multiple choice: a column an option, Yes or nothing."""
    item = load_instrument("mindset").activity("our_month").blocks[2].items[0]
    header = [*LIME_TEXTS, *(f"{item.text} [{option.text}]" for option in item.options)]
    rows = [[*_lime(at), *("Yes" if o.id in made else "No" for o in item.options)] for at, made in enumerate(choices)]
    return table([header, *rows])


# Google Forms ------------------------------------------------------------------------------------------------


def google_grids(energy: list[list[int]], ability: list[list[int]]) -> str:
    """Two grids of the same rows, one for each lens of the self-assessment's short form."""
    spoken = load_instrument("mindset", form="short")
    block = spoken.activity("self").blocks[0]
    header = ["Timestamp", "Email Address", "Which team are you in?"]
    header += [f"{lens.question} [{item.text}]" for lens in block.lenses for item in block.items]
    rows = []
    for at, grids in enumerate(zip(energy, ability, strict=True)):
        said = [
            as_written(lens.labels[one - 1]) for lens, grid in zip(block.lenses, grids, strict=True) for one in grid
        ]
        mail = f"{NAMES[at % 6].split()[0].lower()}{at}@example.org"
        rows.append([f"2026/11/{at % 27 + 1} 9:12:33 AM GMT+1", mail, ("Sales", "Care")[at % 2], *said])
    return table([header, *rows])


def google_month(given: list[list[int]], work_on: list[list[str]]) -> str:
    """A grid, linear scales as numbers, and checkboxes with semicolons between them."""
    spoken = load_instrument("mindset")
    month, often, pick = spoken.activity("our_month").blocks
    header = ["Timestamp", *(f"{month.question} [{item.text}]" for item in month.items)]
    header += [*(f"{item.text}" for item in often.items), pick.items[0].text]
    names = {option.id: option.text for option in pick.items[0].options}
    rows = [
        [f"2026/11/{at + 1} 9:12:33 AM GMT+1", *(as_written(month.scale.labels[one - 1]) for one in row[:10]),
         *map(str, row[10:]), ";".join(names[id] for id in made)]
        for at, (row, made) in enumerate(zip(given, work_on, strict=True))
    ]  # fmt: skip
    return table([header, *rows])


# Microsoft Forms ---------------------------------------------------------------------------------------------


def microsoft(given: list[list[int]], language: str = "de") -> str:
    """Semicolons, as Excel saves the workbook where decimals have commas; hard spaces at the ends of headings."""
    spoken = load_instrument("leadership-climate", language)
    block = spoken.activity("climate").blocks[0]
    header = ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung", "Abteilung"]
    header += [f"{item.text.rstrip('.')}\u00a0" for item in block.items]
    labels = [as_written(label) for label in block.scale.labels]
    rows = [
        [str(at + 1), "03.11.26 09:12:11", "03.11.26 09:15:40", f"ada{at}@example.org", NAMES[at % 6], "",
         ("Einkauf", "Pflege", "IT")[at % 3], *(labels[one - 1] for one in row)]
        for at, row in enumerate(given)
    ]  # fmt: skip
    return table([header, *rows], ";", csv.QUOTE_MINIMAL, "\r\n")
