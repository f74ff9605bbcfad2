"""Whoever shared and whoever kept theirs hold phones that are one and the same, in every state of the room, until they
ask. A third one, which came to the end and never decided, joins them once the group has been shown."""

import base64
import itertools
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from canned import CannedRoom
from phones import CHOICE, KEEP, PHONE, SHARE, TEAM, heading, on, phone, press, seat, sharing, tally
from playwright.sync_api import Page, expect
from running import until

from workshop_kit import questionnaire
from workshop_kit.instrument import load_instrument
from workshop_kit.instrument.days import again

TALK = {"do": "talk", "activities": [], "view": None}
PROFILE = {"do": "profile", "activities": ["self"], "view": None}
TELLING = re.compile("shared anonymously|kept to myself", re.I)
LISTENS = """
window.spoken = [];
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const {target} of changes) {
    const live = (target.closest ? target : target.parentElement)?.closest("[aria-live], [role=status], [role=alert]");
    if (live && live.textContent) spoken.push(live.textContent);
  }
}).observe(document.documentElement, {subtree: true, childList: true, characterData: true}));
"""
FAR_APART = """async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const {width, height} = image, drawn = new OffscreenCanvas(width, height).getContext("2d");
    drawn.drawImage(image, 0, 0);
    return drawn.getImageData(0, 0, width, height);
  }));
  if (one.width !== other.width || one.height !== other.height) return [255, one.data.length];
  let most = 0, points = 0;
  one.data.forEach((value, at) => {
    const apart = Math.abs(value - other.data[at]);
    most = Math.max(most, apart);
    points += at % 4 === 1 && apart > 2;
  });
  return [most, points];
}"""


def document_on(day: int, language: str = "en") -> dict:
    """What a room asks on a day: the first day's activities, and on the second the month again."""
    parts = [load_instrument(name, language=language, form="short") for name in ("mindset", "check-in")]
    days = [parts] if day == 1 else [parts, [again(parts[0].only({"our_month": None}), 2)]]
    made = [questionnaire.document(each, language=language) for each in days]
    activities = [one | {"wave": number} for number, each in enumerate(made, 1) for one in each["activities"]]
    return made[0] | {"activities": activities, "wave": day, "edition": day}


def answered(document: dict) -> dict:
    """The same person, who has answered what these tests ask."""
    answers = {
        one["id"]: {
            key: [admits["values"][0]] if admits["kind"] == "pick" else admits["values"][1 + number % 2]
            for number, (key, admits) in enumerate(one["keys"].items())
        }
        for one in document["activities"]
        if one["id"].partition("@")[0] in ("role", "self", "sorting", "our_month")
    }
    return {"answers": answers, "place": {id: len(values) for id, values in answers.items()}}


class Three:
    """Phones of three people with the same answers: who shares, who keeps, who never decides."""

    def __init__(self, browser, room: CannedRoom, **look):
        self.room, self.canvas = room, None
        self.pages = [self.opened(browser, look) for _ in range(3)]
        self.shares, self.keeps, self.never = self.pages

    def opened(self, browser, look: dict) -> Page:
        context = browser.new_context(**{**PHONE, **look})
        context.add_init_script(LISTENS)
        seat(context, answered(self.room.document))
        return phone(context, self.room)

    def far_apart(self, one: bytes, other: bytes) -> list[int]:
        """The largest difference of a colour between two pictures, of 255, and in how many points they differ."""
        if one == other:
            return [0, 0]
        self.canvas = self.canvas or self.shares.context.browser.new_page()
        return self.canvas.evaluate(FAR_APART, [base64.b64encode(each).decode() for each in (one, other)])

    def decide(self, words: dict) -> None:
        before = len(self.room.puts)
        for page, name in zip(self.pages, ("share", "keep", "later"), strict=True):
            press(page, words[name])
        sharing(self.room, before + 2)
        assert [put["answers"] is None for put in self.room.puts[before:]].count(True) == 1

    def alike(self, screen: str, says: str = "", also_never: bool = False) -> None:
        """Not one element, word, name or pixel tells them apart."""
        pages = self.pages if also_never else self.pages[:2]
        for page in pages:
            on(page, screen)
            expect(page.locator(".wq-status", has_text="On its way")).to_have_count(0)
            expect(page.locator(".wq-fresh")).to_have_count(0)
            expect(page.locator(".wq-reveal .wq-lead-in")).to_have_count(0)  # (it loads its picture)
            expect(page.locator("body")).to_contain_text(says)
        all_seen = [seen(page) for page in pages]
        for first, other in itertools.pairwise(all_seen):
            for what in first:
                assert first[what] == other[what], (screen, what)
        for first, other in itertools.pairwise(pages):
            told = lambda one=first, two=other: (screen, self.far_apart(picture(one), picture(two)))  # noqa: E731
            until(lambda one=first, two=other: self.one_picture(one, two), told, 20)
        for page in self.pages:
            page.evaluate("spoken.splice(0)")
        assert not TELLING.search(all_seen[0]["text"]), (screen, all_seen[0]["text"])

    def one_picture(self, one: Page, two: Page) -> bool:
        """If not, both are laid out anew: what a choice made stays. An edge that lies a part of a pixel off on one of
        them is as faint as this; a mark or a word of ours is not."""
        most, points = self.far_apart(picture(one), picture(two))
        if most <= 2 or (most <= 12 and points <= 300):
            return True
        for page in (one, two):
            size = page.viewport_size
            page.set_viewport_size({**size, "height": size["height"] + 1})
            page.set_viewport_size(size)
            page.evaluate("scrollTo(0, 0)")
        return False

    def close(self) -> None:
        for page in [*self.pages, *filter(None, [self.canvas])]:
            page.context.close()


def seen(page: Page) -> dict:
    """All that a page says, to eyes, to ears and to whoever reads its source."""
    page.mouse.move(0, 0)  # where somebody last clicked is not what is looked at
    return {
        "text": page.locator("body").inner_text(),
        "title": page.title(),
        "source": page.content(),
        "spoken": sorted(set(page.evaluate("spoken"))),
        "tree": page.locator("body").aria_snapshot(),
        "focus": page.evaluate("document.activeElement.outerHTML"),
        "height": page.evaluate("document.documentElement.scrollHeight"),
    }


def picture(page: Page) -> bytes:
    return page.screenshot(full_page=True, animations="disabled", caret="initial")


@pytest.fixture
def room():
    room = CannedRoom(document_on(1), wave=1, edition=1, tables=1)  # (one table: where one sits is drawn by chance)
    yield room
    room.close()


def words_in(language: str) -> dict:
    return questionnaire.messages_in(language)["phone"]


def counts_of(document: dict, id: str) -> dict:
    items = next(one for one in document["activities"] if one["id"] == id)["blocks"][0]["items"]
    counts = {"leadership": 9, "both": 3, "management": 1}
    return {item["id"]: {"kind": "counts", "n": 13, "counts": counts} for item in items}


def test_nobody_can_tell_who_did_which_in_any_state_of_the_room(browser, room):
    three, words = Three(browser, room), words_in("en")
    try:
        three.alike("lobby", also_never=True)
        room.ask("role", "self", question="When did you have energy last month?")
        for _ in ("role", "self"):
            three.decide(words)
        three.alike("done")
        room.change(finished={"role": 6, "self": 6})
        three.alike("done", "6 of 14 have finished")
        room.change(stage="pause")
        three.alike("look", "The screen is quiet")
        room.change(stage="answer", moment=TALK, activity=None, question="What fits?")
        three.alike("look", "What fits?")
        room.change(stage="answer", moment=PROFILE, activity="self")
        three.alike("profile")
        room.ask("sorting")
        three.decide(words)
        three.alike("done")
        room.change(revealed=["role"])
        room.reveal("sorting", tally(**counts_of(room.document, "sorting")))
        three.alike("reveal", "Why")  # (the third one still has something open, and says so)
        room.reveal("self", tally(**TEAM), view="balance_map")
        three.alike("reveal", "more delivery", also_never=True)
        room.change(moment=TALK, question="What costs us energy?")
        three.alike("reveal", "What costs us energy?", also_never=True)
        room.ask("our_month")
        three.decide(words)
        three.alike("done")
        room.reveal("our_month", tally())
        three.alike("reveal", also_never=True)
        another_day(room, three, words)
        room.change(stage="closed", moment=None)
        three.alike("closed", also_never=True)
        for page in three.pages:
            press(page, "My profile")
        three.alike("profile", also_never=True)
        for page in three.pages:
            page.reload()
        three.alike("closed", also_never=True)
    finally:
        three.close()


def another_day(room: CannedRoom, three: Three, words: dict) -> None:
    room.document = document_on(2)
    states = [{"id": one["id"], "about": one["about"], "state": "waiting", "finished": 0, "wave": one["wave"]}
              for one in room.document["activities"]]  # fmt: skip
    gone = {one["id"]: one["state"] for one in room.state["activities"]}
    activities = [one | {"state": gone.get(one["id"], "waiting")} for one in states]
    room.change(wave=2, edition=2, stage="lobby", activity=None, moment=None, activities=activities)
    three.alike("lobby", also_never=True)
    month = {"our_month@2": answered(room.document)["answers"]["our_month@2"]}
    room.ask("our_month@2")
    for page in three.pages:
        expect(page.locator(".wq-progress")).to_contain_text(f"1 of {len(month['our_month@2'])}")
        bring(page, month)
    three.decide(words)
    expect(three.keeps.locator(".wq-since")).to_be_visible()
    three.alike("done")


def bring(page: Page, answers: dict) -> None:
    """Answers of the same person, kept by this browser as taps would have been."""
    page.evaluate(
        """(answers) => {
        const kept = JSON.parse(localStorage["workshop:TEAM"]);
        for (const [id, values] of Object.entries(answers)) {
          kept.answers[id] = values;
          kept.place[id] = Object.keys(values).length;
        }
        localStorage["workshop:TEAM"] = JSON.stringify(kept);
      }""",
        answers,
    )
    page.reload()


@pytest.mark.parametrize(("language", "size"), [("ar", (390, 780)), ("de", (320, 640))])
def test_in_another_language_and_on_a_small_phone_too(browser, language, size):
    document = document_on(1, language) | {"direction": "rtl" if language == "ar" else "ltr"}
    room = CannedRoom(document, wave=1, edition=1, language=language)
    words = words_in(language)
    three = Three(browser, room, viewport={"width": size[0], "height": size[1]})
    try:
        room.ask("self")
        three.decide(words)
        for page in three.pages[:2]:
            expect(page.locator(".wq-status")).to_have_text(words["you_finished"])
        three.alike("done")
        room.reveal("self", tally(**TEAM), view="balance_map")
        three.alike("reveal", words["hold_gone"], also_never=True)
    finally:
        three.close()
        room.close()


def test_without_a_network_and_when_the_room_says_no_they_are_alike_as_well(browser, room):
    three = Three(browser, room)
    try:
        room.ask("self")
        on(three.keeps, "profile")
        on(three.shares, "profile")
        room.broken = True
        press(three.shares, SHARE)
        press(three.keeps, KEEP)
        for page in three.pages[:2]:
            expect(page.locator(".wq-status")).to_contain_text("Waiting for the network")
        three.alike("done")
        room.broken = False
        room.refuse["self"] = (409, "room-full")
        for page in three.pages[:2]:
            page.evaluate("dispatchEvent(new Event('online'))")
            expect(page.get_by_role("alert")).to_contain_text("Say so aloud")
        three.alike("done")
    finally:
        three.close()


def test_a_change_of_answers_reads_the_same_and_waits_for_another_decision(browser, room):
    three = Three(browser, room)
    try:
        room.ask("sorting")
        three.decide(words_in("en"))
        for page in three.pages[:2]:
            press(page, CHOICE)
            press(page, "Change")
            page.get_by_role("radio").nth(1).click()
            expect(page.locator(".wq-progress")).to_contain_text("2 of 12")
        room.change(title="Team day, again", open=["our_month"])
        for page in three.pages[:2]:
            expect(page.locator(".wq-status")).to_contain_text("until you decide again")
        three.alike("done")
        for page in three.pages[:2]:
            press(page, "Decide now")
        three.alike("question")
        press(three.shares, KEEP)
        press(three.keeps, SHARE)
        sharing(room, 4)
        three.alike("done")
        assert [put["revision"] for put in room.puts] == [1, 1, 2, 2]
    finally:
        three.close()


# asked for


@pytest.fixture
def alone(browser, room):
    """One phone with a clock of ours, at a decision."""
    context = browser.new_context(**PHONE)
    context.add_init_script(LISTENS)
    seat(context, answered(room.document))
    page = context.new_page()
    page.clock.install()
    page.goto(f"http://room.test:{room.port}/TEAM")
    on(page, "lobby")
    room.ask("self")
    on(page, "profile")
    yield page
    context.close()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent")


@pytest.mark.parametrize(("name", "said"), [(SHARE, "Shared anonymously"), (KEEP, "Kept to myself")])
def test_the_choice_is_there_for_whoever_asks_and_goes_by_itself(alone, room, name, said):
    press(alone, name)
    sharing(room, 1)
    expect(alone.locator(".wq-status")).to_have_text("You have finished.")
    toggle = alone.get_by_role("button", name=CHOICE)
    toggle.focus()
    alone.keyboard.press("Enter")
    expect(alone.get_by_text(said)).to_be_visible()
    assert focused(alone) == said, "a screen reader reads what has the focus, to its owner alone"
    expect(toggle).to_have_attribute("aria-expanded", "true")
    alone.clock.fast_forward(6_000)
    alone.keyboard.press("Tab")
    assert focused(alone) == "Change"
    alone.clock.fast_forward(6_000)
    expect(alone.get_by_text(said)).to_be_visible(), "as long as somebody is at it"
    alone.clock.fast_forward(6_000)
    expect(alone.get_by_text(said)).to_have_count(0)
    assert focused(alone) == CHOICE
    assert not [text for text in alone.evaluate("spoken") if TELLING.search(text)]
    press(alone, CHOICE)
    assert not Axe().run(alone).response["violations"]


DARK = "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
HIDES = {
    "the same button": lambda page, room: press(page, CHOICE),
    "Escape": lambda page, room: page.keyboard.press("Escape"),
    "another window": lambda page, room: page.evaluate("dispatchEvent(new Event('blur'))"),
    "a dark screen": lambda page, room: page.evaluate(DARK),
    "a reload": lambda page, room: page.reload(),
    "the room": lambda page, room: room.change(open=["our_month"]),
}  # fmt: skip


@pytest.mark.parametrize("how", HIDES)
def test_the_choice_is_gone_with(alone, room, how):
    press(alone, KEEP)
    sharing(room, 1)
    press(alone, CHOICE)
    expect(alone.get_by_text("Kept to myself")).to_be_visible()
    HIDES[how](alone, room)
    expect(alone.get_by_role("button", name=CHOICE)).to_have_attribute("aria-expanded", "false")
    expect(alone.locator(".wq-choice")).to_have_count(0)
    assert "Kept to myself" not in alone.content()


def test_taken_back_and_shared_after_all_from_the_same_place(alone, room):
    press(alone, SHARE)
    press(alone, CHOICE)
    press(alone, "Take back")
    expect(alone.get_by_text("Kept to myself")).to_be_visible()
    sharing(room, 2)
    expect(alone.locator(".wq-status")).to_have_text("You have finished.")
    assert focused(alone) == "Kept to myself", "what has become of it stays in sight, and under the fingers"
    press(alone, "Share after all")
    expect(alone.get_by_text("Shared anonymously")).to_be_visible()
    sharing(room, 3)
    assert [(put["revision"], put["answers"] is None) for put in room.puts] == [(1, False), (2, True), (3, False)]
    assert json.dumps(room.puts[0]["answers"]) == json.dumps(room.puts[2]["answers"])


def test_who_never_decided_learns_that_it_does_not_count_while_they_press(browser, room):
    three = Three(browser, room)
    try:
        room.ask("self")
        three.decide(words_in("en"))
        three.alike("done")
        room.reveal("self", tally(**TEAM), view="balance_map")
        three.alike("reveal", "Gone as soon", also_never=True)
        for page, told in zip(three.pages, ("Gone as soon", "Gone as soon", "it no longer counts"), strict=True):
            page.get_by_role("button", name="Press and hold").focus()
            page.keyboard.down("Space")
            expect(page.locator(".wq-me")).to_have_count(1)
            expect(page.locator(".wq-decision")).to_contain_text(re.compile(told, re.I))
        assert seen(three.shares)["source"] == seen(three.keeps)["source"]
        for page in three.pages:
            page.keyboard.up("Space")
        three.alike("reveal", also_never=True)
    finally:
        three.close()


def test_who_skipped_everything_and_could_only_keep_it_looks_like_everybody(browser, room):
    """Nothing of theirs can be shared; their phone says so when it is pressed, and not before."""
    three = Three(browser, room)
    nothing = dict.fromkeys(answered(room.document)["answers"]["sorting"])
    try:
        bring(three.keeps, {"sorting": nothing})
        on(three.keeps, "lobby")
        room.ask("sorting")
        press(three.shares, SHARE)
        expect(three.keeps.get_by_text("nothing to share")).to_be_visible()
        press(three.keeps, KEEP)
        sharing(room, 2)
        three.alike("done")
        press(three.keeps, CHOICE)
        expect(three.keeps.get_by_role("button", name="Share after all")).to_have_count(0)
        room.reveal("sorting", tally(**counts_of(room.document, "sorting")))
        three.alike("reveal", "Gone as soon")
        expect(heading(three.keeps)).to_have_text("Look at the screen.")
        three.keeps.get_by_role("button", name="Press and hold").focus()
        three.keeps.keyboard.down("Space")
        expect(three.keeps.locator(".wq-decision")).to_contain_text("Not enough answers")
    finally:
        three.close()
