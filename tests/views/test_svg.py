"""Pictures as SVG: well-formed, with every word and mark of the figure, and nothing that runs or fetches."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest

from workshop_kit.instrument import load_instrument
from workshop_kit.questionnaire import document
from workshop_kit.views import registry, svg
from workshop_kit.views.canvas import Canvas

VIEWS = ["sorting", "energy_and_ability", "balance_map", "facet_profile.ability", "our_month", "bring_and_need",
         "tell_and_show", "agreement", "circle.action", "role"]  # fmt: skip
NEEDS = ["self", "sorting", "our_month", "situations", "action", "role"]


def words_in(drawn: str) -> str:
    return "".join(ElementTree.fromstring(drawn).itertext())


@pytest.mark.parametrize("n", [6, 14, 24, 40])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_word_and_every_mark_of_a_figure_is_drawn(tally_of, view, n, language):
    made = document(load_instrument("mindset", language, "short"), language=language)
    picture = registry.picture(view, {id: tally_of(id, n) for id in NEEDS}, made)
    drawn = svg.drawn(picture.figure, picture.alternative)
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img" and root.get("aria-label") == picture.alternative
    there = words_in(drawn)
    for word in picture.figure["layout"]["annotations"]:
        for line in re.split("<br>", word["text"]):
            assert unescape(re.sub("<[^>]*>", "", line)) in there
    marks = sum(len(trace["x"]) for trace in picture.figure["data"] if trace["mode"] == "markers")
    lines = sum(trace["mode"] == "lines" for trace in picture.figure["data"])
    assert len(re.findall(r"<circle|<polygon", drawn)) + drawn.count("<rect") >= marks
    assert drawn.count("<polyline") == lines
    shapes = picture.figure["layout"]["shapes"]
    assert drawn.count("<path") == sum(shape["type"] == "path" for shape in shapes)
    assert drawn.count("<ellipse") == sum(shape["type"] == "circle" for shape in shapes)
    assert not re.search(r"<script|<foreignObject|href|url\(|<image|\bon\w+=|nan|None", drawn)


def test_values_lie_where_their_axes_say():
    sheet = Canvas(1000, 500)
    sheet.area((100, 50, 900, 450), (0, 100), (0, 10))
    sheet.dots([0, 50, 100], [0, 5, 10], colour="#000", size=10)
    sheet.line(10, 20, 30, 40)
    sheet.path("M10,20L30,40Q5,5 6,7Z", fill="#fff")
    drawn = svg.drawn(sheet.figure(), "a test")
    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert [(float(x), float(y)) for x, y in places] == [(100, 450), (500, 250), (900, 50)]
    assert 'x1="10" y1="20" x2="30" y2="40"' in drawn
    assert 'd="M10,20L30,40Q5,5 6,7Z"' in drawn


def test_no_word_can_become_markup():
    sheet = Canvas(100, 100)
    sheet.text(5, 5, ["<script>alert(1)</script>", "a & b"])
    drawn = svg.drawn(sheet.figure(), '"><script>')
    assert "<script" not in drawn and "&lt;script&gt;" in drawn
    assert "a & b" in words_in(drawn)
    raw = sheet.figure()
    raw["layout"]["annotations"][0]["text"] = '<img src="x"><b style="color:#123456">bold</b>'
    drawn = svg.drawn(raw, "x")
    assert "<img" not in drawn and '<tspan font-weight="700" fill="#123456">bold</tspan>' in drawn
    ElementTree.fromstring(drawn)


def test_a_marker_that_it_cannot_draw_is_an_error_and_no_silence():
    sheet = Canvas(100, 100)
    sheet.dots([0.5], [0.5], colour="#000", size=10, symbol="star")
    with pytest.raises(ValueError, match="star"):
        svg.drawn({**sheet.figure(), "data": sheet.traces, "layout": _with_axes(sheet)}, "x")


def _with_axes(sheet: Canvas) -> dict:
    sheet.area((0, 0, 100, 100), (0, 1), (0, 1))
    return sheet.figure()["layout"]
