"""The report as somebody opens it: figures that come alive with the network blocked, paper of two sizes."""

import re

import pytest
from archives import archive_of_a_room
from axe_playwright_python.sync_playwright import Axe
from imported import climate
from needing import need
from playwright.sync_api import expect
from running import workshop

from workshop_kit.instrument.messages import messages_in, spoken_languages
from workshop_kit.views import report

need("chromium")
PHONE, LAPTOP = {"width": 390, "height": 800}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module", autouse=True)  # a room is held before there is a browser: each has a loop of its own
def kept(tmp_path_factory):
    return archive_of_a_room(tmp_path_factory.mktemp("kept"), "room.zip", people=14, languages=spoken_languages())


@pytest.fixture(scope="module")
def written(kept, tmp_path_factory):
    out = tmp_path_factory.mktemp("written") / "report.html"
    report.write([kept], out)
    return out


@pytest.fixture
def opened(browser, written):
    """Opens the page with the network blocked: `(page, what it asked for, what it complained of)`."""
    contexts = []

    def open_it(path=written, viewport=LAPTOP, **how):
        context = browser.new_context(viewport=viewport, offline=True, **how)
        contexts.append(context)
        page, asked, said = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        return page, asked, said

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_figure_comes_alive_says_its_values_and_steps_back(opened, written, viewport):
    page, asked, said = opened(viewport=viewport)
    assert page.evaluate("window.Plotly") is None, "nothing runs before somebody asks"
    month = page.locator("#our_month")
    drawing, button = month.locator(".drawing > svg"), month.get_by_role("button", name="Look closer")
    words = drawing.get_attribute("aria-label")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    alive = month.locator(".alive")
    expect(alive.locator(".main-svg").first).to_be_visible()
    assert alive.get_attribute("aria-label") == words and not drawing.is_visible()
    alive.locator(".point").first.hover(force=True)
    expect(month.locator(".hovertext")).to_contain_text(re.compile(r"\d+\s*\(\d+\sto\s\d+\),\s*n\s=\s14"))
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], "nothing sticks out"
    page.emulate_media(media="print")
    assert drawing.is_visible() and not alive.is_visible() and not button.is_visible(), "paper gets the drawing"
    page.emulate_media(media="screen")
    button.click()
    expect(alive).to_have_count(0)
    assert drawing.is_visible()
    assert asked == [written.as_uri()] and said == []


def test_with_the_keyboard_alone_too(opened):
    page, _, _ = opened()
    button = page.locator("#our_month").get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#our_month .alive .main-svg").first).to_be_visible()


def test_without_javascript_it_is_the_static_page(opened):
    page, asked, said = opened(java_script_enabled=False)
    assert page.locator("figure.drawing > svg").first.is_visible() and len(asked) == 1 and said == []
    assert not page.get_by_role("button").all()


@pytest.mark.parametrize("language", spoken_languages())
def test_the_button_speaks_the_language_of_the_page(kept, language):
    page = report.render([report.read(kept)], language=language)
    assert f">{messages_in(language)['report']['closer']}</button>" in page


def test_nothing_is_in_the_way_of_who_cannot_see_a_live_figure_or_a_change(opened, tmp_path):
    waves = [climate(tmp_path, {"a": 40}, 1, name, middle) for name, middle in (("one", 2.9), ("two", 3.1))]
    report.write(waves, tmp_path / "change.html")
    no_violations(*opened(tmp_path / "change.html", bypass_csp=True))


@pytest.mark.long  # so many elements take a quarter of a minute
def test_nor_of_who_cannot_see_the_analysts_report_of_a_room(opened, kept, tmp_path):
    report.write([kept], tmp_path / "analyst.html", reader="analyst")
    no_violations(*opened(tmp_path / "analyst.html", bypass_csp=True))


def no_violations(page, asked, said):
    page.locator("button.closer").first.click()
    expect(page.locator(".alive .main-svg").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found] == []
    assert said == []


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("letter", (612, 792))])
def test_it_is_printed_on_the_paper_that_was_asked_for(kept, tmp_path, paper, size):
    done = workshop("report", str(kept), "-o", str(tmp_path / "report.html"), "--pdf", "--paper", paper, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "report.html is written" in done.stdout and "report.pdf is written" in done.stdout
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "report.pdf").read_bytes())
    assert len(boxes) > 5
    assert {tuple(round(float(side)) for side in box) for box in boxes} <= {
        (across, down) for across in range(size[0], size[0] + 2) for down in range(size[1], size[1] + 2)
    }


def test_the_page_itself_leaves_the_paper_to_the_printer(written):
    assert not re.search(r"@page\s*{[^}]*size\s*:", written.read_text("utf-8"))
