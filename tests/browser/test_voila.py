"""The same notebooks in Voilà, where the Jupyter server has it: whole, without code in sight, asking nobody outside."""

import httpx
import pytest
from playwright.sync_api import expect
from running import Live, until

from workshop_kit import lab
from workshop_kit.notebook.journal import Journal

OPENING = 90_000  # ms; Voilà shows a page once its kernel has run it


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch, Live(home, "--port", "0", "--host", "127.0.0.1") as live:
        live.answering()
        patch.setenv("WORKSHOP_HOME", str(home))
        lab.copies()
        yield live.room()


@pytest.fixture(scope="module")
def jupyter(room):
    with lab.start("live/run_the_room.ipynb") as running:
        assert running.ready(), running.log.read_text()
        yield running


@pytest.fixture
def opened(browser, jupyter):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    elsewhere = []
    ours = (jupyter.base, jupyter.base.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(ours) else None)

    def open_it(notebook: str):
        page.goto(f"{jupyter.base}/voila/render/{notebook}?token={jupyter.token}", timeout=OPENING)
        return page

    yield open_it
    assert elsewhere == [], elsewhere
    page.close()


def test_the_console_leads_the_room(opened, room):
    page = opened("live/run_the_room.ipynb")
    page.get_by_label("How many people").fill("9", timeout=OPENING)
    page.get_by_role("button", name="That is right").click()
    page.get_by_role("button", name="Next: open").click()
    expect(page.get_by_text("Step 1 of 9")).to_be_visible()
    assert room.activity("check_in")["state"] == "open"
    room.share("check_in", 9)
    expect(page.locator(".wc-big")).to_have_text("9 of 9 have finished")
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".wc-figure .js-plotly-plot")).to_be_visible(timeout=OPENING)
    expect(page.get_by_text("wk.Console")).to_have_count(0)


@pytest.mark.long
def test_a_learner_answers_and_the_page_remembers(opened):
    page = opened("study/02_my_mindset.ipynb")
    page.get_by_text("Both", exact=True).click(timeout=OPENING)
    expect(page.get_by_text("study.role")).to_have_count(0)
    until(lambda: Journal().answers.get("role") == {"role": ["both"]}, lambda: Journal().answers)
    page = opened("study/02_my_mindset.ipynb")
    expect(page.get_by_text("Your answers are kept.").first).to_be_visible(timeout=OPENING)


def test_nobody_gets_in_without_the_token(jupyter):
    answer = httpx.get(f"{jupyter.base}/voila/render/live/run_the_room.ipynb", follow_redirects=False, timeout=30)
    assert answer.status_code in (302, 403)
