"""The study pages in a real JupyterLab and in Notebook 7: doors between them, the week that can be moved, fields that
keep, and nothing wider than the window."""

import httpx
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from running import until

from workshop_kit import home, lab, load_instrument
from workshop_kit.notebook.journal import Journal

OPENING = 60_000  # ms; the first kernel of a busy machine takes its time
NAMES = sorted(path.stem for path in (home.notebooks() / "study").glob("*.ipynb"))
NARROW = 360


@pytest.fixture(scope="module", autouse=True)
def own_home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKSHOP_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def jupyter(own_home):
    lab.copies("study")
    lab.copies("live")
    with lab.start("study/00_start_here.ipynb") as running:
        assert running.ready(), running.log.read_text()
        yield running


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


@pytest.fixture(autouse=True)
def fewer_kernels(jupyter):
    """Each page leaves its kernel behind; seven would be many for a small machine."""
    yield
    inside = {"Authorization": f"token {jupyter.token}"}
    for session in httpx.get(f"{jupyter.base}/api/sessions", headers=inside, timeout=30).json():
        httpx.delete(f"{jupyter.base}/api/sessions/{session['id']}", headers=inside, timeout=30)


def visit(page, jupyter, name, door="doc/tree"):
    page.goto(f"{jupyter.base}/{door}/study/{name}.ipynb?token={jupyter.token}")
    return page


def answer_all():
    """A learner who has answered everything, so that each page shows all that it has."""
    mindset, journal = load_instrument("mindset"), Journal()
    for id in ("role", "self", "sorting", "situations", "our_month", "looking_back"):
        keys = mindset.keys[id]
        many = {key: [admits["values"][0]] for key, admits in keys.items() if admits["kind"] == "pick"}
        journal.keep(id, {key: admits["values"][-1] for key, admits in keys.items()} | many)
    journal.keep("self@2", {key: 2 for key in mindset.keys["self"]})
    journal.note("form", "full")
    journal.note("definition", "Leadership is to begin. " + "Management-is-to-carry-it-through" * 3)
    journal.note("plan", {"step_1": "Ask Ana", "when": "I hand over a task", "will": "say what it is for"})


@pytest.mark.parametrize("door", ["doc/tree", "notebooks"])
def test_the_next_door_opens_the_next_page(page, jupyter, door):
    visit(page, jupyter, "01_two_mindsets", door)
    link = page.get_by_role("link", name="My mindset").last
    link.wait_for(timeout=OPENING)
    link.scroll_into_view_if_needed()
    link.click()

    def arrived():  # in this window, or in one of its own
        page.wait_for_timeout(100)
        return any(one.get_by_role("heading", name="First thought first").is_visible() for one in page.context.pages)

    until(arrived)


def test_the_week_is_moved_by_keys_and_jupyterlab_hears_none_of_them(page, jupyter):
    visit(page, jupyter, "04_balance")
    slider = page.get_by_label("How much management")
    slider.wait_for(timeout=OPENING)
    cells = page.locator(".jp-Cell").count()
    friday = page.locator(".wk-week dd").last
    expect(friday).to_have_text("Some of it is done, and some of it mattered. The two are not always the same.")
    slider.focus()
    slider.press("Home")
    page.get_by_label("How much leadership").press("End")
    expect(friday).to_contain_text("got lost in the chaos")
    assert slider.get_attribute("aria-valuetext") == "hardly any"
    expect(page.locator(".wk-explorer [role=status]")).to_contain_text("Friday afternoon: ")
    slider.press("End")
    expect(friday).to_contain_text("on the day that was promised")
    page.get_by_role("button", name="Take leadership away").press("Enter")
    expect(friday).to_contain_text("They go through the motions.")
    page.keyboard.press("d")
    page.keyboard.press("d")
    much = page.get_by_role("radio", name="Too much", exact=True).first
    expect(page.get_by_text("There is a new plan for the future every month")).to_be_visible()
    much.focus()
    much.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("People do their tasks well and cannot say what they are for.")).to_be_visible()
    assert page.locator(".jp-Cell").count() == cells


def test_on_a_phone_the_sliders_stay_in_sight_while_one_reads_on(page, jupyter):
    page.set_viewport_size({"width": NARROW, "height": 780})
    visit(page, jupyter, "04_balance")
    friday = page.locator(".wk-week dt").last
    friday.wait_for(timeout=OPENING)
    page.wait_for_timeout(1000)
    friday.evaluate("node => node.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(800)
    for name in ("How much leadership", "How much management"):
        expect(page.get_by_label(name)).to_be_in_viewport(ratio=1)
    expect(friday).to_be_in_viewport()


def test_what_is_typed_is_there_again_after_a_reload_and_at_the_end_of_the_page(page, jupyter):
    visit(page, jupyter, "01_two_mindsets")
    field = page.get_by_label("For me, leadership is")
    field.fill("To lead is to begin.", timeout=OPENING)
    field.press("a")
    expect(page.locator(".wk-words blockquote")).to_have_text("To lead is to begin.a")
    page.reload()
    expect(page.get_by_label("For me, leadership is")).to_have_value("To lead is to begin.a", timeout=OPENING)
    assert Journal().notes["definition"] == "To lead is to begin.a"


def test_the_sentence_of_purpose_reads_as_one_while_its_parts_are_typed(page, jupyter):
    visit(page, jupyter, "05_my_plan")
    page.get_by_label("I do …").fill("a walk each Monday", timeout=OPENING)
    sentence = page.locator(".wk-sentence").first
    expect(sentence).to_have_text("I do a walk each Monday so that … can ….")
    page.get_by_label("so that …", exact=True).fill("new people")
    page.get_by_label("can …", exact=True).fill("ask early")
    page.get_by_label("can …", exact=True).press("Tab")
    expect(sentence).to_have_text("I do a walk each Monday so that new people can ask early.")
    told = {"purpose_do": "a walk each Monday", "purpose_so_that": "new people", "purpose_can": "ask early"}
    until(lambda: Journal().notes.get("plan") == told, lambda: Journal().notes)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_a_narrow_window_and_every_widget_is_accessible(page, jupyter, name):
    answer_all()
    page.set_viewport_size({"width": NARROW, "height": 2600})
    visit(page, jupyter, name)
    page.locator(".jp-CodeCell .jp-OutputArea-output").last.wait_for(timeout=OPENING)
    page.wait_for_timeout(2500)
    if page.get_by_role("button", name="Show my answers as data").count():
        page.get_by_role("button", name="Show my answers as data").click()
        page.locator(".wk-table").wait_for()
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.jp-WindowedPanel-outer, .jp-MarkdownOutput, .jp-OutputArea-output, '
            + '.wk-card, .wk-words, .wq')].filter((node) => node.scrollWidth > node.clientWidth + 1)
            .map((node) => `${node.className}: ${node.scrollWidth} > ${node.clientWidth}`)"""
    )
    assert wide == []
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    for context in (".wk-card", ".wk-words", ".wk-host"):
        if page.locator(context).count():
            found = Axe().run(page, context=context)
            assert found.violations_count == 0, (context, found.generate_report())


def test_who_types_while_the_rest_of_the_page_still_runs_keeps_the_field(page, jupyter):
    folder = lab.folder() / "study"
    slow = nbformat.read(folder / "01_two_mindsets.ipynb", nbformat.NO_CONVERT)
    slow.cells.append(nbformat.v4.new_code_cell("import time; time.sleep(6); print('the end of the page')"))
    nbformat.write(slow, folder / "slow.ipynb")
    visit(page, jupyter, "slow")
    field = page.get_by_label("For me, leadership is")
    field.fill("To lead", timeout=OPENING)
    field.evaluate("field => field.setSelectionRange(7, 7)")
    page.get_by_text("the end of the page", exact=True).wait_for(state="attached", timeout=OPENING)
    page.wait_for_timeout(500)
    page.keyboard.type(" is to begin")
    expect(field).to_have_value("To lead is to begin")
    expect(field).to_be_in_viewport()
