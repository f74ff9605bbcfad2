"""The default page, whose figures come alive: what it carries for that, how large it is, and where it carries none."""

import base64
import hashlib
import html
import re
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from archives import archive_of_a_room
from imported import climate
from seen import Seen

from workshop_kit.pool import archive
from workshop_kit.views import report

PLOTLY = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """As much as a room can publish: how many people stand behind it makes no difference."""
    groups = {"North": 30, "South": 30}
    return archive.read(archive_of_a_room(tmp_path_factory.mktemp("large"), people=60, days=2, groups=groups))


@pytest.fixture(scope="module")
def page(large):
    return report.render([large])


@pytest.mark.parametrize("reader", report.READERS)
def test_it_stays_under_three_megabytes_and_the_static_one_under_one(large, reader):
    alive, static = (len(report.render([large], static=still, reader=reader).encode()) for still in (False, True))
    assert static < 1_000_000 and alive < 3_000_000


def scripts(page):
    return re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S)


def test_it_carries_plotly_as_text_and_allows_two_scripts_by_their_hashes_and_no_request(page):
    found = scripts(page)
    inert = [text for kind, text in found if kind == ' type="text/plain" id="plotly"']
    unpacked = zlib.decompress(base64.b64decode(inert[0]), -zlib.MAX_WBITS).decode()
    assert len(inert) == 1 and unpacked == PLOTLY.read_text("utf-8")
    (running,) = [text for kind, text in found if not kind]
    assert {kind for kind, _ in found} == {"", ' type="text/plain" id="plotly"', ' type="application/json"'}
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (running, unpacked)]
    assert f"script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}'" in policy
    assert policy.startswith("default-src 'none';") and "connect-src" not in policy and "http" not in policy


def test_every_figure_with_values_to_point_at_has_a_button_that_waits_for_the_script(page):
    buttons = re.findall(r"<button[^>]*>", page)
    assert len(buttons) == len([kind for kind, _ in scripts(page) if "json" in kind]) >= 15
    assert all(" hidden" in button and 'aria-pressed="false"' in button for button in buttons)


def test_but_for_that_it_says_and_draws_what_the_static_one_does(large, page):
    alive, static = Seen(page), Seen(report.render([large], static=True))
    assert alive.ids == [*static.ids, "plotly"] and alive.heard == static.heard
    assert alive.text.replace(" Look closer", "") == static.text


def test_a_page_without_such_figures_carries_no_script(tmp_path):
    assert "<script" not in report.render([archive.read(climate(tmp_path, {"a": 4}))])


def test_it_gives_the_same_bytes(large, page):
    assert report.render([large]) == page


def test_what_a_team_wrote_cannot_end_the_script_that_holds_a_figure(tmp_path):
    frame_end = climate(tmp_path, {"</script><b>": 40})
    page = report.render([archive.read(frame_end)], reader="analyst")
    assert "</script><b>" not in page and len(scripts(page)) == page.count("</script>")
