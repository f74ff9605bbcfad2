"""What tests of the phone's page share: a phone in a canned room, what it keeps, and what its owner does there."""

import json

from playwright.sync_api import Page
from running import until

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
SHARE, KEEP, LATER = "Share anonymously", "Keep to myself", "Decide later"
CHOICE = "See or change my choice"


def phone(context, room) -> Page:
    page = context.new_page()
    page.goto(f"http://room.test:{room.port}/TEAM")
    page.wait_for_selector("#room[data-screen]:not([data-screen=waiting])")
    return page


def heading(page: Page):
    return page.locator("[data-heading]")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def on(page: Page, screen: str) -> None:
    page.wait_for_selector(f"#room[data-screen={screen}]")


def kept(page: Page) -> dict:
    return json.loads(page.evaluate("localStorage.getItem('workshop:TEAM')") or "{}")


def stored(document, id: str, value=None) -> dict:
    """A person who has answered all of an activity: what this browser keeps of it."""
    activity = next(one for one in document["activities"] if one["id"] == id)
    answers = {key: value or admits["values"][-1] for key, admits in activity["keys"].items()}
    return {"answers": {id: answers}, "place": {id: len(answers)}}


def seat(context, state: dict) -> None:
    text = json.dumps(json.dumps(state))
    context.add_init_script(f"localStorage.getItem('workshop:TEAM') ?? localStorage.setItem('workshop:TEAM', {text})")


def sharing(room, count: int) -> None:
    until(lambda: len(room.puts) >= count, lambda: f"{len(room.puts)} of {count} answers came")


def tally(**figures) -> dict:
    return {"group": None, "n": 13, "figures": figures}


TEAM = {
    "leadership.energy": {"kind": "dimension", "n": 13, "mean": 62, "low": 57, "high": 67},
    "management.energy": {"kind": "dimension", "n": 13, "mean": 55, "low": 50, "high": 60},
    "lean.energy": {"kind": "lean", "n": 13, "mean": 7, "low": 1, "high": 13, "spread": 15},
}
