"""The questionnaire as one file: answered from a disk without a network, saved, loaded into a room, shared there."""

import json
import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from running import Live, until, workshop

from workshop_kit.questionnaire import messages_in

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
SAVE, LOAD, SHARE = "Save my answers", "Load my answers from a file", "Share anonymously"
QUICKLY = """async (total) => {
  const until = async (test) => { while (!test()) await new Promise((go) => setTimeout(go, 10)); };
  for (let n = 1; n <= total; n++) {
    await until(() => document.querySelector(".wq-progress")?.textContent.includes(`${n} of ${total}`));
    document.querySelectorAll("label:has(input[type=radio])")[(n * 3) % 5].click();
  }
}"""


@pytest.fixture
def context(browser):
    context = browser.new_context(**PHONE, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mailed")


@pytest.fixture(scope="module")
def file(folder):
    """The questionnaire of the hour, as `workshop offline` writes it."""
    written = workshop("offline", "-o", str(folder / "questionnaire.html"), home=folder)
    assert written.returncode == 0, written.stderr
    assert "needs no network" in written.stdout
    return folder / "questionnaire.html"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    with Live(tmp_path_factory.mktemp("home"), "--port", "0", "--host", "127.0.0.1", "--seats", "9") as live:
        live.answering()
        yield live


def opened(context, file, requests: list | None = None) -> Page:
    page = context.new_page()
    if requests is not None:
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: requests.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: requests.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("[data-screen=list]")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page, folder):
    with page.expect_download() as download:
        press(page, SAVE)
    assert download.value.suggested_filename == "my-answers.json"
    path = folder / f"answers-{random.randrange(10**9)}.json"
    download.value.save_as(path)
    return path


def load(page: Page, path) -> None:
    with page.expect_file_chooser() as chooser:
        press(page, LOAD)
    chooser.value.set_files(path)


def finished(room, activity: str, count: int) -> None:
    """An answer is on its way while the phone already says thanks."""
    until(lambda: room.activity(activity)["finished"] == count, lambda: room.state)


def no_violations(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_answered_from_a_disk_saved_loaded_into_a_room_shared_and_revealed(browser, context, file, folder, live):
    requests = []
    page = opened(context, file, requests)
    no_violations(page)
    page.locator(".wq-path-button", has_text="A free choice").click()
    page.get_by_role("radio").first.click()
    page.wait_for_selector("[data-screen=end]")
    page.get_by_role("button", name="What I bring").click()
    page.evaluate(QUICKLY, 40)
    page.wait_for_selector("[data-screen=profile]")
    expect(page.locator(".wq")).to_contain_text("Does this fit?")
    no_violations(page)

    page.reload()  # what was answered is kept where the browser keeps anything
    page.wait_for_selector("[data-screen=list]")
    expect(page.locator(".wq-finished")).to_have_count(2)
    path = saved(page, folder)
    expect(page.locator(".wq-files [role=status]")).to_contain_text("my-answers.json")
    assert {each for each in requests if not each.startswith("blob:null/")} == {file.as_uri()}
    kept = json.loads(path.read_text())
    assert kept["instruments"] == {"mindset": {"version": kept["instruments"]["mindset"]["version"], "form": "short"}}
    assert set(kept["answers"]) == {"role", "self"} and len(kept["answers"]["self"]) == 40
    assert set(kept) == {"format", "instruments", "language", "answers"}, "nothing about the person or the day"

    room = live.room()
    phone = browser.new_context(**PHONE).new_page()
    phone.goto(f"http://room.test:{live.port}/{live.code}")
    phone.wait_for_selector("#room[data-screen=lobby]")
    assert not phone.evaluate("isSecureContext")
    load(phone, path)
    expect(phone.locator(".wq-files [role=status]")).to_contain_text("you still decide what to share")
    no_violations(phone)
    room.stage("answer", activity="self").raise_for_status()
    phone.wait_for_selector("#room[data-screen=profile]")
    assert room.activity("self")["finished"] == 0, "loading sends nothing"
    press(phone, SHARE)
    phone.wait_for_selector("#room[data-screen=done]")
    finished(room, "self", 1)
    room.share("self", 5)
    room.stage("reveal", activity="self").raise_for_status()
    phone.wait_for_selector("#room[data-screen=reveal]")
    phone.get_by_role("button", name="Hold").first.wait_for()
    assert room.tally("self").json()["n"] == 6

    room.stage("answer", activity="role").raise_for_status()
    phone.wait_for_selector("#room[data-screen=question]")
    expect(phone.get_by_role("radio").first).to_be_checked()
    press(phone, SHARE)
    phone.wait_for_selector("#room[data-screen=done]")
    finished(room, "role", 1)


def test_who_comes_late_loads_answers_on_the_first_question(browser, folder, live):
    room = live.room()
    room.stage("answer", activity="sorting").raise_for_status()
    keys = room.keys["sorting"]
    path = folder / "late.json"
    version = room.get("/instrument").json()["words"]["mindset"]["version"]
    answers = {key: admits["values"][0] for key, admits in keys.items()}
    head = {"format": "workshop answers", "instruments": {"mindset": {"version": version, "form": "full"}}}
    path.write_text(json.dumps({**head, "answers": {"sorting": answers | {"unknown": "both"}}}))
    phone = browser.new_context(**PHONE).new_page()
    phone.goto(f"http://room.test:{live.port}/{live.code}")
    phone.wait_for_selector("#room[data-screen=question]")
    load(phone, path)
    phone.get_by_role("button", name=SHARE).click()
    phone.wait_for_selector("#room[data-screen=done]")
    finished(room, "sorting", 1)
    phone.reload()
    phone.wait_for_selector("#room[data-screen=done]")
    assert phone.evaluate(f"JSON.parse(localStorage['workshop:{live.code}']).answers.sorting") == answers


WRONG = {
    "not a file of answers": ("hello", "not a file of answers"),
    "another program's JSON": ('{"answers": {}}', "not a file of answers"),
    "an older instrument": ({"mindset": {"version": "0"}}, {"role": {"role": ["direction"]}}, "another version"),
    "nothing that is asked": ({"mindset": {"version": "*"}}, {"other": {"x": 1}}, "no answers to what is asked"),
    "values off the scale": (
        {"mindset": {"version": "*"}},
        {"self": {"vision_1.energy": 9, "__proto__": 3}, "role": {"role": ["direction", "delivery"]}, "guess": []},
        "no answers to what is asked",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_does_not_fit_changes_nothing_and_says_why(context, file, folder, name):
    *given, told = WRONG[name]
    page = opened(context, file)
    version = json.loads(page.locator("#document").text_content())["words"]["mindset"]["version"]
    text = given[0]
    if len(given) == 2:
        head = {"format": "workshop answers", "instruments": given[0]}
        text = json.dumps({**head, "answers": given[1]}).replace('"*"', json.dumps(version))
    path = folder / "wrong.json"
    path.write_text(text)
    load(page, path)
    expect(page.locator(".wq-files [role=status]")).to_contain_text(told)
    assert page.locator(".wq-finished").count() == 0
    assert page.evaluate("Object.keys(localStorage).every((key) => !JSON.parse(localStorage[key]).answers.self)")


def test_where_the_browser_keeps_nothing_it_says_so_and_the_file_still_saves(context, file, folder):
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page = opened(context, file)
    page.locator(".wq-path-button", has_text="A free choice").click()
    page.get_by_role("radio").nth(1).click()
    page.wait_for_selector("[data-screen=end]")
    expect(page.locator(".wq-notice:visible")).to_contain_text("keeps nothing")
    path = saved(page, folder)
    assert list(json.loads(path.read_text())["answers"]) == ["role"]
    again = opened(context, file)
    assert again.locator(".wq-finished").count() == 0
    load(again, path)
    expect(again.locator(".wq-finished")).to_have_count(1)


# ways out of a page, each of which must end with "no"
REACHES = (
    "fetch('http://room.test:1/').then(() => 'out', () => 'no')",
    """new Promise((done) => {
      const image = Object.assign(new Image(), {onload: () => done('out'), onerror: () => done('no')});
      image.src = 'http://room.test:1/x.png';
    })""",
    """new Promise((done) => {
      document.addEventListener('securitypolicyviolation', () => done('no'));
      document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.out = 1'}));
      setTimeout(() => done(window.out ? 'out' : 'no'), 300);
    })""",
)


def test_the_page_cannot_ask_anybody_for_anything(context, file):
    page = opened(context, file)
    for reach in REACHES:
        assert page.evaluate(reach) == "no"
    text = file.read_text("utf-8")
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}, addresses


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "ar"])
def test_it_speaks_each_language(context, folder, language):
    name = folder / f"{language}.html"
    written = workshop("offline", "-o", str(name), "--language", language, "--form", "full", home=folder)
    assert written.returncode == 0, written.stderr
    page = opened(context, name)
    words = messages_in(language)["file"]
    assert page.title() == words["page_title"]
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    expect(page.get_by_role("button", name=words["save"], exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_belongs_to_the_day_or_needs_the_group_is_left_out(context, file):
    page = opened(context, file)
    ids = [each["id"] for each in json.loads(page.locator("#document").text_content())["activities"]]
    assert ids[:2] == ["role", "self"] and not {"check_in", "closing", "action", "obstacle_vote"} & set(ids)


@pytest.mark.parametrize("args", [["--language", "xx"], ["--agenda", "siesta"], ["--instrument", "closing"]])
def test_options_that_make_no_questionnaire_are_refused(folder, args):
    refused = workshop("offline", "-o", str(folder / "no.html"), *args, home=folder)
    assert refused.returncode == 1 and "unexpected" not in refused.stderr and refused.stderr
    assert not (folder / "no.html").exists()
