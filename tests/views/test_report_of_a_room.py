"""The report of a room: everything that its archive can show, in one page that runs and fetches nothing."""

import json
import re
import shutil
import time

import pytest
from archives import ACTION, NOTE, OBSTACLES, archive_of_a_room
from needing import need
from seen import Seen

from workshop_kit.instrument import Refused
from workshop_kit.instrument.messages import messages_in
from workshop_kit.pool import archive
from workshop_kit.views import registry, report
from workshop_kit.views.insights import told

GROUPS = {"Field <sales>": 8, "Office": 8}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    return archive_of_a_room(folder, "two_days.zip", people=16, days=2, groups=GROUPS, languages=("en", "ar"))


@pytest.fixture(scope="module")
def page(kept):
    return report.render([archive.read(kept)], static=True)


def flat(text):
    return " ".join(str(text).split())


def test_the_page_is_whole_in_itself_small_and_quickly_made(kept):
    began = time.perf_counter()
    page = report.render([archive.read(kept)], static=True)
    assert time.perf_counter() - began < 30, "a few seconds on an idle machine"
    assert len(page.encode()) < 1_000_000
    assert not re.search(r"https?:|//|\bsrc=|<link|<script|url\(|@import|<iframe|<object", page)
    assert "default-src 'none'" in page


def test_the_same_archive_gives_the_same_bytes_wherever_it_lies(kept, page, tmp_path):
    shutil.copy(kept, tmp_path / "elsewhere.zip")
    assert report.render([archive.read(tmp_path / "elsewhere.zip")], static=True) == page


def test_every_view_that_the_archive_can_show_stands_in_it_with_finding_numbers_and_alternative(kept, page):
    opened, seen = archive.read(kept), Seen(page)
    document = opened.document()
    shown = 0
    for view in registry.offered(document):
        own = view.partition("@")[0] in registry.VIEWS
        if not own or not set(registry.needs(view, document, opened.tallies)) <= opened.tallies.keys():
            continue
        for id in [f"{view}.{lens}" for lens in registry.find(view, document)[0].lenses] or [view]:
            picture = registry.picture(id, opened.tallies, document)
            assert id in seen.ids and f"#{id}" in seen.links, id
            assert flat(picture.finding) in seen.text and flat(picture.note) in seen.text, id
            assert picture.alternative in seen.heard, id
            for row in picture.table["rows"]:
                for cell in row:
                    assert flat(cell) in seen.text, (id, cell)
            shown += 1
    assert shown >= 20 and "our_month@2" in seen.ids and "change" in seen.ids and "circle@2.action" in seen.ids
    drawn = {id for id in opened.tallies if id in seen.ids}
    assert {"role", "promises@2", "looking_back@2"} <= drawn, "what no view of the kit's own shows, its plain one does"
    assert len(seen.ids) == len(set(seen.ids))
    assert not seen.lost


def test_action_obstacles_notes_and_questions_stand_in_it(kept, page):
    opened, seen = archive.read(kept), Seen(page)
    assert seen.text.count(ACTION.what) >= 2 and ACTION.who in seen.text and ACTION.by in seen.text
    for text in opened.walls["obstacle"]:
        assert text["text"] in seen.text and text["text"].startswith(OBSTACLES)
    assert seen.text.count(flat(NOTE)) == 2
    for wave in (1, 2):
        found = told(opened.tallies, {**opened.document(), "wave": wave})["insights"]
        assert wave == 2 or found, "there is something to find"
        for one in found:
            assert flat(one["finding"]) in seen.text
            assert all(flat(question) in seen.text for question in one["questions"])


def test_notes_can_be_left_out(kept):
    seen = Seen(report.render([archive.read(kept)], notes=False, static=True))
    assert flat(NOTE) not in seen.text and ACTION.what in seen.text
    assert not [id for id in seen.ids if "notes" in id]


def test_days_are_parts_and_what_changed_stands_before_them(page):
    seen = Seen(page)
    assert seen.ids.index("changed") < seen.ids.index("day-1") < seen.ids.index("day-2")
    assert seen.ids.index("day-1") < seen.ids.index("our_month") < seen.ids.index("day-2")
    assert seen.ids.index("day-2") < seen.ids.index("our_month@2")
    assert "obstacle@2" not in seen.text and "wall@2" not in seen.ids


def test_pictures_stand_in_the_order_in_which_the_room_came_to_them(page):
    ids = Seen(page).ids
    order = [
        "circle.check_in",
        "energy_and_ability",
        "sorting",
        "our_month",
        "bring_and_need",
        "wall",
        "circle.closing",
    ]
    places = [ids.index(id) for id in order]
    assert places == sorted(places)


def test_groups_are_told_in_words_from_their_own_tallies(kept, page):
    opened, seen = archive.read(kept), Seen(page)
    document = opened.document()
    for group in GROUPS:
        assert group in seen.text
        finding = registry.picture("our_month@2", opened.groups[group], document).finding
        assert flat(finding) in seen.text
    assert "<sales>" not in page and page.count("Field &lt;sales&gt;") >= 2


def test_it_speaks_the_languages_of_the_room_and_no_other(kept, tmp_path):
    page = report.render([archive.read(kept)], language="ar", static=True)
    assert '<html lang="ar" dir="rtl">' in page
    assert messages_in("ar")["report"]["privacy_room_gone"] in page
    assert messages_in("en")["report"]["privacy_room_gone"] not in page
    with pytest.raises(Refused, match="did not speak `de`, only en, ar"):
        report.write([kept], tmp_path / "report.html", language="de")
    assert not (tmp_path / "report.html").exists()


def test_a_rehearsal_is_marked_in_its_title_its_head_and_on_every_printed_page(tmp_path):
    made_up = archive_of_a_room(tmp_path, "made_up", people=8, rehearse=8)
    page = report.render([archive.read(made_up)], static=True)
    assert "<title>Rehearsal · Operations, spring</title>" in page
    assert messages_in("en")["report"]["rehearsal_note"] in page
    assert re.search(r'@bottom-left \{ content: "Rehearsal ', page)


def test_a_room_that_has_shown_nothing_says_so(tmp_path, kept):
    folder = tmp_path / "empty"
    shutil.unpack_archive(kept, folder)
    manifest = json.loads((folder / "archive.json").read_text())
    (folder / "archive.json").write_text(json.dumps(manifest | {"tallies": [], "wave": 1}))
    (folder / "walls.json").write_text("{}")
    (folder / "days.json").write_text("[]")
    page = report.render([archive.read(folder)], static=True)
    assert messages_in("en")["report"]["nothing_shown"] in page and "<svg" not in page


def test_sentences_on_which_nobody_has_decided_have_no_picture(tmp_path, kept):
    folder = tmp_path / "undecided"
    shutil.unpack_archive(kept, folder)
    (folder / "walls.json").write_text("{}")
    ids = Seen(report.render([archive.read(folder)], static=True)).ids
    assert "wall" not in ids and "obstacle" not in ids and "our_month" in ids


def test_several_rooms_get_a_part_each_without_mixing_their_places(kept, tmp_path):
    other = archive_of_a_room(tmp_path, "other.zip", people=8, title="Another <b>team")
    seen = Seen(report.render([archive.read(kept), archive.read(other)], static=True))
    assert len(seen.ids) == len(set(seen.ids))
    assert {"1-our_month", "2-our_month"} <= set(seen.ids)
    assert not seen.lost
    assert "Another <b>team" in seen.text


@pytest.fixture(scope="module")
def browser():
    need("chromium")
    from chromium import chromium

    with chromium() as opened:
        yield opened


def test_it_opens_within_a_second_asks_nobody_and_says_no_error(browser, kept, tmp_path):
    report.write([kept], tmp_path / "report.html")
    page, asked, said = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    began = time.perf_counter()
    page.goto((tmp_path / "report.html").as_uri())
    assert time.perf_counter() - began < 10, "a second, and nine for a busy machine"
    assert asked == [(tmp_path / "report.html").as_uri()] and said == []
    assert page.locator("svg[role=img]").count() >= 20
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "nothing sticks out on a phone"
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_in_the_way_of_who_cannot_see_it(browser, kept, tmp_path, language):
    from axe_playwright_python.sync_playwright import Axe

    report.write([kept], tmp_path / "report.html", language=language)
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found] == []


def test_without_a_browser_nothing_is_written_and_it_says_what_to_do(kept, tmp_path, monkeypatch):
    monkeypatch.setattr("workshop_kit.printing.browser", lambda: None)
    with pytest.raises(Refused, match="Leave --pdf out"):
        report.write([kept], tmp_path / "report.html", pdf=True)
    assert not list(tmp_path.glob("report*"))
