"""One learner, alone: seven notebooks in a real JupyterLab, from an empty home to the entry in the calendar, with a
kernel that is restarted in the middle. Nothing leaves the machine, and nothing of it stays in a notebook's file."""

import contextlib
import json
import re
from contextlib import contextmanager
from datetime import date, timedelta

import httpx
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from days import days_pass
from icalendar import Calendar
from needing import need
from playwright.sync_api import Page, expect
from running import until

from workshop_kit import lab
from workshop_kit.instrument.messages import messages_in
from workshop_kit.notebook.journal import Journal

WORDS = messages_in("en")["study"]
OPENING = 60_000  # ms; the first kernel of a busy machine takes its time
KERNEL = 200  # MB
PLAN = {
    "I do …": "a short talk each Monday",
    "so that …": "the new people",
    "can …": "choose what to do first",
    "First": "write down what matters",
    "When …": "I hand over a task",
    "I will …": "first say what it is for",
    "so that others can see …": "that the reason matters",
    "Who helps me?": "Sam, on Fridays",
}
DEFINITION = "Leadership asks where to & why. Management asks by when <and how>."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("WORKSHOP_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def jupyter(home):
    lab.copies("study")
    with lab.start("study/00_start_here.ipynb") as running:
        assert running.ready(), running.log.read_text()
        yield running


@pytest.fixture(scope="module")
def learner(browser, jupyter):
    """One browser window, and every request that it made to anywhere but this JupyterLab."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    elsewhere = []
    near = (jupyter.base, jupyter.base.replace("http", "ws"), "data:", "blob:")
    context.on("request", lambda request: request.url.startswith(near) or elsewhere.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: socket.url.startswith(near) or elsewhere.append(socket.url))
    yield page
    assert elsewhere == []
    context.close()


WRONG = ".jp-OutputArea-output[data-mime-type*=stderr], .jp-RenderedText[data-mime-type*=error]"


@contextmanager
def opened(page: Page, jupyter, name: str, door: str = "doc/tree"):
    """A notebook in the learner's window; in the end its file holds no answer, and nothing looks like an error."""
    page.goto(f"{jupyter.base}/{door}/study/{name}.ipynb?token={jupyter.token}")
    page.locator(".jp-CodeCell .jp-OutputArea-output:visible").first.wait_for(timeout=OPENING)
    yield page
    expect(page.locator(WRONG)).to_have_count(0)
    expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible")).to_have_count(0)
    saved = saved_file(page, lab.folder() / "study" / f"{name}.ipynb")
    assert "widgets" not in saved["metadata"]
    assert all(not cell["outputs"] for cell in saved["cells"] if cell["cell_type"] == "code")


def menu(page: Page, name: str, entry: str) -> None:
    page.locator(".lm-MenuBar-item", has_text=name).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()


def saved_file(page: Page, path) -> dict:
    """Save, and read what is on the disk then."""
    before = path.stat().st_mtime_ns
    menu(page, "File", "Save Notebook")
    for _ in range(600):
        page.wait_for_timeout(50)
        with contextlib.suppress(ValueError):  # in the middle of being written
            saved = json.loads(path.read_text("utf-8"))
            if path.stat().st_mtime_ns != before:
                return saved
    raise AssertionError(f"{path.name} was not saved")


ANSWERING = """async ([host, picks]) => {
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  let done = 0;
  for (const pick of picks) {
    const options = host.querySelectorAll(".wq-option");
    if (!options.length) break;
    const before = host.textContent;
    options[pick % options.length].click();
    for (let waited = 0; host.textContent === before && waited < 3000; waited += 10) await pause(10);
    done += 1;
    const next = [...host.querySelectorAll("button")].find((one) => one.textContent === "Next");
    if (next) { next.click(); await pause(10); }
  }
  return done;
}"""


def answer(page: Page, number: int, picks: list[int]) -> int:
    """Tap these options, one question after the other, in the page's n-th questionnaire. Returns how many there
    were to answer."""
    host = page.locator(".wk-host").nth(number)
    host.locator(".wq-option").first.wait_for(timeout=OPENING)
    return page.evaluate(ANSWERING, [host.element_handle(), picks])


def kept(title: str, wanted):
    """Wait until the journal on the disk holds it."""
    until(
        lambda: wanted(Journal()),
        lambda: f"{title} is not in the journal: {Journal().answers.keys()}, {Journal().notes}",
    )


def crash(jupyter, name: str) -> None:
    """End a page's kernel as a machine that has no memory left does."""
    inside = {"Authorization": f"token {jupyter.token}"}
    sessions = httpx.get(f"{jupyter.base}/api/sessions", headers=inside, timeout=30).json()
    (kernel,) = [session["kernel"]["id"] for session in sessions if name in session["path"]]
    (process,) = [one for one in _kernels(jupyter) if kernel in " ".join(one.cmdline())]
    process.kill()


def rerun(page: Page, old) -> None:
    """Wait until the page has run again: what it showed before is gone."""
    page.wait_for_function("(old) => !old.isConnected", arg=old, timeout=OPENING)


def end_kernels(jupyter) -> None:
    """Pages that are closed keep their kernels; seven of them at once are not what is looked at here."""
    inside = {"Authorization": f"token {jupyter.token}"}
    for session in httpx.get(f"{jupyter.base}/api/sessions", headers=inside, timeout=30).json():
        httpx.delete(f"{jupyter.base}/api/sessions/{session['id']}", headers=inside, timeout=30)


def kernels(jupyter) -> list[int]:
    """Megabytes of each kernel that runs."""
    return [one.memory_info().rss >> 20 for one in _kernels(jupyter)]


def _kernels(jupyter) -> list[psutil.Process]:
    family = psutil.Process(jupyter.process.pid).children(recursive=True)
    return [one for one in family if "ipykernel" in " ".join(one.cmdline())]


def test_the_start_says_that_it_works_and_knows_nobody_else(learner, jupyter):
    with opened(learner, jupyter, "00_start_here") as page:
        page.get_by_role("button", name="Press here").click()
        expect(page.get_by_text("All of it works")).to_be_visible()
        fold = page.locator("details").filter(has_text="Someone else uses this machine too?")
        expect(fold).to_have_count(1)
        expect(fold.get_by_label("Your name")).to_be_hidden()
    learner.get_by_role("link", name="Two mindsets").last.click()  # the next door
    expect(learner.get_by_role("heading", name="Two mindsets")).to_be_visible(timeout=OPENING)
    assert "/doc/tree/study/01_two_mindsets.ipynb" in learner.url


def test_twelve_statements_and_a_definition_of_ones_own(learner, jupyter):
    with opened(learner, jupyter, "01_two_mindsets") as page:
        assert answer(page, 0, [number % 3 for number in range(20)]) == 12
        page.locator("textarea").first.fill(DEFINITION)
        page.locator("textarea").first.blur()
        kept("definition", lambda journal: journal.notes.get("definition") == DEFINITION)
        expect(page.locator("blockquote")).to_have_text(DEFINITION)
    assert len(Journal().answers["sorting"]) == 12


def test_the_self_assessment_goes_on_where_it_was_when_the_kernel_dies_in_the_middle(learner, jupyter):
    with opened(learner, jupyter, "02_my_mindset") as page:
        answer(page, 0, [2])
        assert answer(page, 1, [4 if number % 2 else 2 for number in range(25)]) == 25
        kept("the first half", lambda journal: len(journal.answers.get("self", {})) == 25)
        before = Journal().answers
        old = page.locator(".wk-host").nth(1).element_handle()
        crash(jupyter, "02_my_mindset")
        page.get_by_role("button", name="Ok", exact=True).click(timeout=OPENING)  # JupyterLab says that it died
        rerun(page, old)
        expect(page.get_by_text("26 of 40").first).to_be_visible()
        assert Journal().answers == before
        assert answer(page, 1, [number % 3 for number in range(20)]) == 15
        kept("all of it", lambda journal: len(journal.answers["self"]) == 40)
        expect(page.locator(".wk-words .big").first).to_be_visible()
        expect(page.get_by_role("heading", name=WORDS["figure_leans"])).to_be_visible()
    assert not {"score", "type", "quadrant"} & set(
        re.findall(r"\w+", page.locator(".wk-words").first.inner_text().lower())
    )


def test_eight_situations_and_one_thing_to_try_with_a_restart_by_the_menu(learner, jupyter):
    with opened(learner, jupyter, "03_showing_and_telling") as page:
        assert answer(page, 0, [0, 1, 2]) == 3
        kept("three scenes", lambda journal: len(journal.answers.get("situations", {})) == 3)
        old = page.locator(".wk-host").element_handle()
        menu(page, "Kernel", "Restart Kernel…")
        page.locator(".jp-Dialog .jp-mod-accept").click()
        rerun(page, old)
        expect(page.get_by_text("4 of 8").first).to_be_visible(timeout=OPENING)
        assert answer(page, 0, [number % 4 for number in range(20)]) == 5
        page.locator("textarea").first.fill("walk over instead of writing")
        page.locator("textarea").first.blur()
        kept("what to try", lambda journal: journal.notes.get("try") == "walk over instead of writing")
    assert len(Journal().answers["situations"]) == 8


def test_the_balance_can_be_moved_and_the_own_month_is_told(learner, jupyter):
    with opened(learner, jupyter, "04_balance") as page:
        page.get_by_role("slider").first.fill("90")
        assert answer(page, 0, [number % 5 for number in range(20)]) >= 13
        kept("the month", lambda journal: len(journal.answers.get("our_month", {})) >= 13)
    assert "self" in Journal().answers


def test_a_plan_is_written_and_taken_along_as_page_pdf_and_reminder(learner, jupyter, home, tmp_path):
    need("chromium")
    with opened(learner, jupyter, "05_my_plan") as page:
        expect(page.get_by_text(DEFINITION)).to_be_visible()
        for label, text in PLAN.items():
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_label("Who helps me?", exact=True).blur()
        kept("the plan", lambda journal: len(journal.notes.get("plan", {})) == len(PLAN))
        sentence = (
            "When I hand over a task, I will first say what it is for, so that others can see that the reason matters."
        )
        expect(page.get_by_text(sentence)).to_be_visible()
        taken = {}
        for name in ("Profile and plan as one page", "The same as a PDF", "Reminder in six weeks"):
            with page.expect_download(timeout=90_000) as download:
                page.get_by_role("button", name=name).click()
            path = tmp_path / download.value.suggested_filename
            download.value.save_as(path)
            taken[path.suffix] = path.read_bytes()
            assert (home / "mine" / path.name).read_bytes() == taken[path.suffix]
            expect(page.get_by_text(str(home / "mine" / path.name))).to_be_visible()
    html = taken[".html"].decode()
    assert (
        "Leadership asks where to &amp; why." in html
        and "a short talk each Monday" in html
        and "&lt;and how&gt;" in html
    )
    assert taken[".pdf"].startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", taken[".pdf"])) == 1
    (event,) = Calendar.from_ical(taken[".ics"]).walk("VEVENT")
    assert event["dtstart"].dt.date() - date.today() in (timedelta(days=42), timedelta(days=41))
    assert "Sam, on Fridays" in event["description"]


def test_six_weeks_later_plan_and_answers_are_there_and_the_kernel_is_small(learner, jupyter):
    end_kernels(jupyter)
    first = Journal().answers["self"]
    with opened(learner, jupyter, "06_looking_again") as page:
        page.locator(".wk-chip").filter(has_text="partly").first.click()
        kept("the review", lambda journal: "partly" in str(journal.notes.get("plan_review")))
        assert answer(page, 0, [number % 3 for number in range(50)]) == 40
        kept("the second look", lambda journal: len(journal.answers.get("self@2", {})) == 40)
        answer(page, 1, [0, 2])
        expect(page.get_by_role("heading", name=WORDS["figure_change"])).to_be_visible()
        page.get_by_role("button", name=WORDS["hood_show"]).click()  # pandas and plotly come with it
        expect(page.locator(".jp-OutputArea .js-plotly-plot").first).to_be_visible()
        (used,) = kernels(jupyter)
        assert used <= KERNEL, f"{used} MB"
        print(f"kernel after the last notebook: {used} MB")
    assert Journal().answers["self"] == first, "the first answers stay beside the new ones"


def test_weeks_after_that_a_third_look_begins_on_a_press_and_leaves_the_second_alone(learner, jupyter):
    end_kernels(jupyter)
    days_pass(42)
    answers, notes = Journal().answers, Journal().notes
    with opened(learner, jupyter, "06_looking_again") as page:
        expect(page.locator(".wk-chip :checked")).to_have_count(1)
        page.get_by_role("button", name=WORDS["another_begin"]).click()
        expect(page.get_by_role("button", name=WORDS["another_back"])).to_be_visible()
        expect(page.locator(".wk-chip :checked")).to_have_count(0)
        found = Axe().run(page, context=".wk-another")
        assert found.violations_count == 0, found.generate_report()
        page.locator(".wk-chip").filter(has_text="did it").first.click()
        kept("the third review", lambda journal: "done" in str(journal.notes.get("plan_review@3")))
        assert answer(page, 0, [number % 3 for number in range(50)]) == 40
        kept("the third look", lambda journal: len(journal.answers.get("self@3", {})) == 40)
        expect(page.get_by_role("heading", name=WORDS["since_last"])).to_be_visible()
        expect(page.locator(".wk-another")).to_be_hidden()
    now = Journal()
    assert now.answers | answers == now.answers and now.notes | notes == now.notes, "what was kept is as it was"


def test_somebody_else_finds_nothing_of_it_and_forgets_only_their_own(learner, jupyter):
    with opened(learner, jupyter, "00_start_here") as page:
        page.get_by_text("Someone else uses this machine too?").click()
        page.get_by_label("Your name").fill("Ben")
        page.get_by_role("button", name="Start my own pages").click()
        expect(page.get_by_text("From now on the pages are for: Ben.")).to_be_visible()
    assert Journal().person == "Ben"
    with opened(learner, jupyter, "05_my_plan") as page:
        expect(page.get_by_text(DEFINITION)).to_have_count(0)
        assert page.get_by_label("Who helps me?", exact=True).input_value() == ""
        page.get_by_label("Who helps me?", exact=True).fill("Kim")
        page.get_by_label("Who helps me?", exact=True).blur()
        kept("Ben's plan", lambda journal: journal.notes.get("plan") == {"helper": "Kim"})
    with opened(learner, jupyter, "00_start_here") as page:
        page.get_by_role("button", name="Forget everything about me").click()
        page.get_by_role("button", name="Yes, remove my answers").click()
        expect(page.get_by_text("Gone.")).to_be_visible()
    assert Journal().person == "me" and Journal().notes["plan"]["helper"] == "Sam, on Fridays"


def test_a_file_that_cannot_be_read_is_said_on_the_page(learner, jupyter, home):
    whole = Journal().path.read_bytes()
    Journal().path.write_bytes(whole[: len(whole) // 2])
    with opened(learner, jupyter, "01_two_mindsets") as page:
        expect(page.get_by_text("The file with your answers could not be read.")).to_be_visible(timeout=OPENING)
        found = Axe().run(page, context=".jp-OutputArea")
        assert found.violations_count == 0, found.generate_report()
        page.get_by_role("button", name="I have read this").click()
        expect(page.get_by_text("could not be read")).to_be_hidden()
    (aside,) = (home / "me").glob("me.broken-*.json")
    assert aside.read_bytes() == whole[: len(whole) // 2] and Journal().aside is None


WIDER = """(these) => [...document.querySelectorAll(these)]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length"""


@pytest.mark.long
@pytest.mark.parametrize("door", ["doc/tree", "notebooks"])
def test_on_a_narrow_window_nothing_scrolls_sideways_in_jupyterlab_and_in_notebook(browser, jupyter, door):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    with opened(page, jupyter, "05_my_plan", door):
        page.get_by_role("button", name="Reminder in six weeks").wait_for(timeout=OPENING)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wide = page.evaluate(WIDER, ".wk-door, .wk-door *")
        assert wide == 0
    page.close()


def test_no_log_holds_a_word_of_the_learners(jupyter):
    log = jupyter.log.read_text("utf-8", errors="replace")
    assert log and not [text for text in (*PLAN.values(), "where to") if text in log]
