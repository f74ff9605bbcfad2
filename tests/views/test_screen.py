"""The projector's page in a real browser: what stands there at each stage, and that everybody can read it."""

import json
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from workshop_kit.questionnaire import page as filled
from workshop_kit.views import registry
from workshop_kit.views.figures import draw

PAGES = Path(__file__).parents[2] / "workshop_kit" / "room" / "pages"
BASE = "http://screen.test"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'"


def room(**changes) -> dict:
    state = {
        "code": "K7QF9M", "revision": 1, "title": "Operations team", "stage": "lobby", "activity": None, "view": None,
        "step": 0, "steps": 9, "moment": None, "question": None, "seats": 18, "rehearsal": False,
        "join": "http://192.0.2.7:8800/K7QF9M", "activities": [],
    }  # fmt: skip
    return state | changes


def opened(id: str, finished: int, title: str = "What I bring") -> dict:
    return {"id": id, "title": title, "state": "open", "finished": finished}


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as running:
        yield running.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def show(browser, words, tally_of):
    """Open the page on a room state, without a server: the browser's requests are answered here."""
    opened_pages = []

    def go(state: dict, width=1920, height=1080):
        page = browser.new_page(viewport={"width": width, "height": height})
        opened_pages.append(page)
        page.state, page.refused, page.outside = state, [], []
        page.on("console", lambda m: page.refused.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        page.route("**/*", lambda route: answer(route, page, words, tally_of))
        page.goto(f"{BASE}/{state['code']}/screen")
        page.wait_for_selector("#screen:not([data-shows=loading])", state="attached")
        return page

    yield go
    for page in opened_pages:
        page.close()


def answer(route, page, words: dict, tally_of) -> None:
    path = route.request.url.removeprefix(BASE).split("?")[0]
    if not route.request.url.startswith(BASE):
        page.outside.append(route.request.url)
        return route.abort()
    if path.startswith("/static/"):
        return route.fulfill(path=static(path.rsplit("/", 1)[1]))
    if path.endswith("/screen"):
        body = filled((PAGES / "screen.html").read_text("utf-8"))
        return route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})
    if path.endswith("/events"):
        body = f"retry: 200\nevent: room\ndata: {json.dumps(page.state)}\n\n"
        return route.fulfill(body=body, content_type="text/event-stream")
    if path.endswith("/instrument"):
        return route.fulfill(json=words)
    if "/views/" in path:
        view = path.rsplit("/", 1)[1]
        return route.fulfill(json=picture(view, words, tally_of))
    if path.endswith(".svg"):
        return route.fulfill(body='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml")
    return route.fulfill(json=page.state)


def picture(view: str, words: dict, tally_of) -> dict:
    """A view of a room that holds two months and a wall."""
    month = next(one for one in words["activities"] if one["id"] == "our_month")
    texts = [{"id": f"t{i}", "text": text} for i, text in enumerate(["Every decision waits for one of us"] * 20)]
    there = {
        **words,
        "activities": [*words["activities"], {**month, "id": "our_month@2"}],
        "walls": {"obstacle": texts},
        "action": {"what": "One page a week says what we will not do", "who": "Jo", "by": "15 March"},
    }
    shared = ("self", "sorting", "situations", "our_month", "our_month@2")
    taken = registry.needs(view, there, shared)
    return draw(view, {id: tally_of(id.partition("@")[0], 14, seats=18) for id in taken}, there).to_json()


def static(name: str) -> Path:
    if name == "plotly.min.js":
        import plotly

        return Path(plotly.__file__).parent / "package_data" / name
    return PAGES / name


STAGES = {
    "lobby": room(),
    "answer": room(stage="answer", activity="self", activities=[opened("self", 9)]),
    "profile": room(stage="answer", moment={"do": "profile", "activities": ["self"], "view": None}),
    "talk": room(stage="answer", moment={"do": "talk", "activities": [], "view": None}, question="What is in the way?"),
    "picture": room(stage="reveal", view="energy_and_ability", question="What would you gladly take on?"),
    "pause": room(stage="pause"),
    "closed": room(stage="closed"),
}


def drawn(page):
    page.wait_for_selector("#plot[data-drawn] .main-svg")
    return page


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_shows_its_one_section_and_axe_finds_nothing(stage, show):
    axe = Axe()
    page = show(STAGES[stage])
    if stage == "picture":
        drawn(page)
    page.wait_for_timeout(600)  # the page comes in softly: colours are full only then
    assert page.locator("section:visible").evaluate_all("all => all.map(one => one.id)") == [stage]
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not page.refused and not page.outside


VIEWS = [
    "energy_and_ability", "balance_map", "our_month", "sorting", "facet_profile", "bring_and_need",
    "tell_and_show", "agreement", "guess", "wall", "change", "circle.action",
]  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_pictures_fit_the_projector_and_nothing_is_small(view, show):
    page = drawn(show(room(stage="reveal", view=view, question="What would you gladly take on?")))
    fits = "document.documentElement.scrollHeight <= innerHeight && document.body.scrollWidth <= innerWidth"
    inside = """() => [...document.querySelectorAll('section:not([hidden]) *, footer *')].every(one => {
      const box = one.getBoundingClientRect();
      return !box.width || one.closest('svg, .hidden')
        || (box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1)})"""
    small = """() => { const unit = Math.min(innerWidth / 1920, innerHeight / 1080);
      return [...document.querySelectorAll('section:not([hidden]) *, footer *')].filter(one =>
        [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        && !one.closest('svg, .hidden, [hidden]')
        && parseFloat(getComputedStyle(one).fontSize) / unit < 23.9).map(one => one.textContent) }"""
    for width, height in ((1920, 1080), (1280, 800), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(fits) and page.evaluate(inside)
        assert page.evaluate(small) == []


def test_no_word_of_a_finding_is_divided_between_lines(show):
    page = drawn(show(STAGES["picture"]))
    page.evaluate("""() => { document.querySelector("#finding").textContent = "Zu wenig: Standardisierung.";
      dispatchEvent(new Event("resize")); }""")
    lines = """(node) => {
      const range = document.createRange(), text = node.firstChild;
      range.setStart(text, text.data.lastIndexOf(" ") + 1);
      range.setEnd(text, text.data.length);
      return range.getClientRects().length; }"""
    assert page.locator("#finding").evaluate(lines) == 1


def test_the_names_on_the_map_do_not_overlap_as_drawn(show):
    page = drawn(show(room(stage="reveal", view="energy_and_ability")))
    boxes = page.evaluate(
        "[...document.querySelectorAll('.annotation .annotation-text-g')]"
        ".map(one => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 6
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            across = min(a["right"], b["right"]) - max(a["left"], b["left"])
            down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
            assert across < 3 or down < 3


def test_the_count_follows_and_the_picture_comes_within_a_second(show):
    page = show(STAGES["answer"])
    assert page.locator("#answer [data-count]").inner_text() == "9 of 18 have finished"
    assert page.locator("#answer circle.done").count() == 9
    page.state = room(revision=1, stage="answer", activity="self", activities=[opened("self", 18)])
    page.wait_for_selector("#answer circle.done >> nth=17")
    page.wait_for_selector("head script[src*=plotly]", state="attached")
    page.wait_for_timeout(2500)  # in a room, plotly has come long before the first reveal
    page.state = room(revision=2, stage="reveal", view="balance_map")
    page.wait_for_selector("#plot[data-drawn]")
    assert page.locator("#finding").inner_text()
    assert page.locator("#said").inner_text().startswith(page.locator("#finding").inner_text())


def test_an_older_state_that_comes_late_changes_nothing(show):
    page = show(room(revision=7, stage="pause"))
    page.state = room(revision=6, stage="lobby")
    page.wait_for_timeout(700)
    assert page.get_attribute("#screen", "data-shows") == "pause"


@pytest.mark.parametrize("seats", [5, 18, 40, 500])
def test_every_seat_has_a_ring_that_fits(seats, show):
    for stage in ("lobby", "answer"):
        page = show(room(seats=seats, stage=stage, activity="self", activities=[opened("self", seats // 2)]))
        assert page.locator(f"#{stage} circle").count() == seats
        box = page.locator(f"#{stage} .rings svg").bounding_box()
        assert box["y"] + box["height"] < 1000 and box["x"] + box["width"] < 1920
        assert page.locator(f"#{stage} [data-count]").bounding_box()["y"] < 1030


def test_the_table_is_one_press_away_by_keyboard(show):
    page = drawn(show(STAGES["picture"]))
    page.focus("#swap")
    page.keyboard.press("Enter")
    assert page.locator("#numbers table tbody tr").count() == 10 and not page.locator("#card").is_visible()
    page.keyboard.press("Space")
    assert page.locator("#card").is_visible()


def test_rehearsals_are_marked_on_every_stage(show):
    for stage in ("lobby", "answer", "pause", "closed"):
        assert show(STAGES[stage] | {"rehearsal": True}).locator("#badge").is_visible()


def test_too_few_is_a_talk_and_no_empty_picture(show):
    page = show(room(stage="reveal", question="Say one thing from your card."))
    assert page.locator("#talk-title").inner_text() == "Say one thing from your card."
    assert page.locator("#talk-help").is_visible()


def test_a_phone_can_read_it(show):
    for stage in ("lobby", "picture"):
        page = show(STAGES[stage], 390, 844)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
