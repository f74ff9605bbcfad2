"""The pictures that take several activities, or a room's own: what they promise, at any number of people."""

import json
import re
from pathlib import Path

import msgspec
import pytest

import workshop_kit as wk
from workshop_kit.instrument import load_instrument
from workshop_kit.pool.figures import CountSums
from workshop_kit.pool.tally import Tally
from workshop_kit.questionnaire import document
from workshop_kit.views import registry
from workshop_kit.views.figures import draw

SIZES = [5, 9, 19, 20, 40, 400]
TAKES = {
    "facet_profile": ["self"],
    "facet_profile.ability": ["self"],
    "bring_and_need": ["self", "our_month"],
    "tell_and_show": ["situations"],
    "agreement": ["sorting", "situations", "our_month"],
    "guess": ["guess", "self"],
    "change": ["our_month", "our_month@2"],
    "circle": ["check_in"],
    "circle.action": ["action"],
    "circle.closing": ["closing"],
    "wall": ["obstacle", "obstacle_vote"],
}
TEXTS = ["Every decision waits for one person", "We start new things before the old ones are done. " * 3, "No time"]
STRONG = {"vision.energy": 95, "organisation.energy": 8, "organisation.ability": 92, "tracking.energy": 12}
MONTH = {"vision": 8, "organisation": 94, "values": 50}


@pytest.fixture(scope="module")
def room():
    """The document of a room with everything in it: three instruments, a second day, a wall, an action."""
    made = document([load_instrument(name, form="short") for name in ("mindset", "check-in", "closing")])
    month = next(one for one in made["activities"] if one["id"] == "our_month")
    return {
        **made,
        "activities": [*made["activities"], {**month, "id": "our_month@2"}],
        "walls": {"obstacle": [{"id": f"t{i}", "text": text} for i, text in enumerate(TEXTS * 9)]},
        "action": {"what": "One page a week says what we will not do", "who": "Jo", "by": "15 March"},
    }


@pytest.fixture
def tallies(tally_of, people):
    def make(view: str, n: int, seed: int = 1, **team):
        found = {}
        for id in TAKES[view]:
            base = id.partition("@")[0]
            name = {"check_in": "check-in", "closing": "closing"}.get(base, "mindset")
            if base == "obstacle":
                found[id] = Tally.of([{"obstacle": "x"}] * n, load_instrument(name), base).published(5, n)
            elif base == "obstacle_vote":
                found[id] = votes(n, {f"t{i}": max(0, n - 3 * i) for i in range(27)})
            else:
                found[id] = tally_of(base, n, seed, instrument=load_instrument(name, form="short"), **team)
        return found

    return make


def votes(n: int, counts: dict[str, int]):
    head = {"activity": "obstacle_vote", "instrument": "mindset", "version": "1", "form": "short", "about": "team"}
    item = load_instrument("mindset").activity("obstacle_vote").blocks[0].items[0].id
    return Tally(**head, n=n, figures={item: CountSums(n, counts, True)}).published(5, n)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("view", TAKES)
@pytest.mark.parametrize("team", [{}, {"spread": 0}, {"spread": 60}], ids=["some", "all the same", "apart"])
def test_every_view_is_whole_small_and_readable_at_any_size(view, n, team, tallies, room):
    picture = draw(view, tallies(view, n, **team), room).to_json()
    figure, layout = picture["figure"], picture["figure"]["layout"]
    assert len(json.dumps(figure)) < 60_000
    assert picture["finding"] and picture["finding"] in picture["alternative"] and picture["sub"]
    rows = picture["table"]["rows"]
    assert rows and all(len(row) == len(picture["table"]["columns"]) for row in rows)
    assert str(n) in picture["note"] and picture["n"] == n
    fit = min(1, 1080 / layout["width"], 892 / layout["height"])
    assert min(word["font"]["size"] for word in layout["annotations"]) * fit >= 23.9
    assert all(mark["text"] in picture["finding"] for mark in picture["marks"])
    assert not re.search(r"\{|None|nan", picture["alternative"] + picture["note"])


@pytest.mark.parametrize("view", TAKES)
def test_nothing_leaves_the_sheet(view, tallies, room):
    for n in (9, 40):
        layout = draw(view, tallies(view, n), room).figure["layout"]
        assert all(-0.001 <= word["x"] <= 1.001 and -0.001 <= word["y"] <= 1.001 for word in layout["annotations"])


@pytest.mark.parametrize("view", TAKES)
def test_no_number_of_a_choice_and_no_dot_where_it_is_said_in_words(view, tallies, room):
    """Under twenty people no counts of choices are drawn; under ten no means of facets about oneself."""
    picture = draw(view, tallies(view, 9), room)
    if view.startswith("facet_profile") or view in ("agreement", "change"):
        assert picture.figure["data"] == []
    if view in ("wall", "tell_and_show"):
        drawn = " ".join(word["text"] for word in picture.figure["layout"]["annotations"])
        assert not re.search(r"(?<![\w’])\d+(?! more| March)", re.sub(r"15 March|and \d+ more", "", drawn))


RUNS = 40
QUIET = ("Nothing", "Our guesses differ", "As a whole", "With so few")


@pytest.mark.parametrize(
    "view, n",
    [("agreement", 14), ("agreement", 40), ("change", 9), ("change", 14), ("change", 40), ("bring_and_need", 14),
     ("facet_profile", 8), ("guess", 14)],
)  # fmt: skip
def test_noise_writes_no_finding(view, n, tallies, room):
    """A team in which nothing differs gets a finding in at most one run of ten."""
    false = []
    for seed in range(RUNS):
        taken = tallies(view, n, seed, base=50, spread=22)
        if view == "change":
            taken["our_month@2"] = tallies(view, n, seed + 1000, base=50, spread=22)["our_month"]
        finding = draw(view, taken, room).finding
        if not finding.startswith(("We see it alike", *QUIET)):  # two of three sort these alike: that is no noise
            false.append(finding)
    assert len(false) <= RUNS / 10, false


@pytest.mark.parametrize("n", [9, 14, 40])
def test_half_of_us_are_rarely_called_alike(n, tally_of, room):
    teams = ({"sorting": tally_of("sorting", n, seed, base=25)} for seed in range(RUNS))
    assert sum("alike" in draw("agreement", team, room).finding for team in teams) <= RUNS / 10


def test_the_distance_between_the_two_pictures_is_named_on_both_sides(tally_of, room):
    pair = {
        "self": tally_of("self", 14, means=STRONG, base=50),
        "our_month": tally_of("our_month", 14, means=MONTH, base=50),
    }
    picture = draw("bring_and_need", pair, room)
    assert picture.finding == (
        "It gives us more energy than the rest, and the month had too little: Vision and purpose. "
        "It costs us more energy than the rest, and the month had too much: Planning and organisation."
    )
    pair["self"] = tally_of("self", 14, base=50)
    assert draw("bring_and_need", pair, room).finding.startswith("Nothing stands out")


def test_what_moved_is_said_and_whether_it_came_closer(tally_of, room):
    for n, drawn in ((14, False), (40, True)):
        before = tally_of("our_month", n, 1, means={"vision": 8, "values": 50}, base=50, spread=12)
        after = tally_of("our_month", n, 2, means={"vision": 48, "values": 95}, base=50, spread=12)
        picture = draw("change", {"our_month": before, "our_month@2": after}, room)
        assert "Closer to “about right” than last time: Vision and purpose." in picture.finding
        assert "Further from “about right” than last time: Values and culture." in picture.finding
        assert bool(picture.figure["data"]) == drawn
        assert not drawn or any(
            "last time" in name for trace in picture.figure["data"] for name in trace.get("hovertext", [])
        )


def test_the_latest_day_is_compared_with_the_first(room):
    month = next(one for one in room["activities"] if one["id"] == "our_month")
    later = {**room, "activities": [*room["activities"], {**month, "id": "our_month@10"}]}
    assert registry.needs("change", later) == ("our_month", "our_month@10")
    with pytest.raises(registry.NoSuchView):
        registry.find("change", {**room, "activities": [month]})


def test_a_guess_is_right_far_off_or_nothing_to_say(tally_of, mindset, room):
    strong = {"self": tally_of("self", 14, means={"vision.energy": 97, "organisation.energy": 4}, base=50)}

    def found(energy: str, n: int = 14) -> str:
        rows = [{"energy": [energy], "ability": ["values" if i % 2 else "vision"]} for i in range(n)]
        guesses = Tally.of(rows, mindset, "guess").published(5, n)
        return draw("guess", {"guess": guesses, **strong}, room).finding

    assert found("vision").startswith("Energy: we guessed it, Vision and purpose.")
    assert "we guessed Planning and organisation, and it is likely among our lowest" in found("organisation")
    assert "Likely highest: Vision and purpose." in found("values")
    strong["self"] = tally_of("self", 14, spread=0, base=50)
    assert "what came cannot be ordered" in found("values")


def test_telling_is_said_only_beyond_what_the_scenes_offer(mindset, room):
    def finding(choose, n=40):
        items = mindset.activity("situations").blocks[0].items
        rows = [{item.id: choose(item).id for item in items} for _ in range(n)]
        return draw(
            "tell_and_show", {"situations": Tally.of(rows, mindset, "situations").published(5, n)}, room
        ).finding

    assert finding(lambda item: min(item.options, key=lambda o: o.place)) == "We tell more than we show."
    assert finding(lambda item: max(item.options, key=lambda o: o.place)) == "We show more than we tell."


def test_a_split_and_what_all_see_alike_are_both_named(mindset, room):
    rows = [{item.id: item.bin for item in mindset.activity("sorting").blocks[0].items} for _ in range(14)]
    for i, row in enumerate(rows):
        row["rule"] = ("leadership", "both", "management")[i % 3]
    picture = draw("agreement", {"sorting": Tally.of(rows, mindset, "sorting").published(5, 18)}, room)
    assert picture.finding.startswith(
        "Here we are split: “Changes a rule that has stopped helping”. We see it alike: “"
    )


def test_a_split_of_the_month_is_named_from_ten_people_on_and_its_two_camps_from_twenty(people, mindset, room):
    for n in (14, 40):
        rows = people(mindset, "our_month", n, 1, base=50, spread=8)
        for i, row in enumerate(rows):
            row["vision"] = 1 if i % 2 else 5
            row["values"] = 3
        for i, row in enumerate(rows[:15]):
            row["vision"] = i % 5 + 1 if n == 40 else row["vision"]
        tally = Tally.of(rows, mindset, "our_month").published(5, n)
        picture = draw("agreement", {"our_month": tally}, room)
        assert picture.finding.startswith("Here we are split: Vision and purpose.")
        assert ("two camps" in json.dumps(picture.table)) == (n == 40)


def test_agreement_takes_what_is_there(tally_of, room):
    assert registry.needs("agreement", room) == ("sorting",)
    assert registry.needs("agreement", room, {"our_month", "self", "situations"}) == ("situations", "our_month")
    picture = draw("agreement", {"our_month": tally_of("our_month", 14)}, room)
    assert {row[0] for row in picture.table["rows"]} == {"Our last month"}
    few = draw("agreement", {"our_month": tally_of("our_month", 8)}, room)
    assert few.finding == "With so few people, we ask each other."


def test_the_wall_sorts_by_dots_and_says_what_is_left(room, tallies):
    picture = draw("wall", tallies("wall", 40), room)
    assert [row[1] for row in picture.table["rows"][:3]] == [40, 37, 34] and len(picture.table["rows"]) == 27
    drawn = " ".join(word["text"] for word in picture.figure["layout"]["annotations"])
    assert "more, in the table" in drawn and "One page a week" in drawn
    assert "One page a week" in picture.alternative


def test_under_twenty_the_wall_names_two_and_counts_none(room):
    text = {"obstacle": Tally.of([{"obstacle": "x"}] * 9, load_instrument("mindset"), "obstacle").published(5, 9)}
    vote = votes(9, {"t0": 2, "t1": 7, "t2": 5, **{f"t{i}": 1 for i in range(3, 27)}})
    picture = draw("wall", {**text, "obstacle_vote": vote}, room)
    assert picture.finding.startswith("The most dots went to “We start new things") and "No time" in picture.finding
    assert {row[1] for row in picture.table["rows"]} == {"among the most", "not named"}
    before = draw("wall", text, room)
    assert before.finding == "27 thoughts on the wall." and len(before.table["columns"]) == 1


def test_the_plain_view_of_texts_is_the_wall_once_some_were_let_through(room):
    text = {"obstacle": Tally.of([{"obstacle": "x"}] * 9, load_instrument("mindset"), "obstacle").published(5, 9)}
    assert draw("obstacle", text, room).finding == "27 thoughts on the wall."
    assert draw("obstacle", text, {**room, "walls": {}}).finding == "What was written is for telling."
    assert registry.needs("obstacle_vote", room) == ("obstacle", "obstacle_vote")
    assert registry.needs("wall", room) == ("obstacle",)
    assert registry.needs("wall", room, {"obstacle", "obstacle_vote"}) == ("obstacle", "obstacle_vote")


def test_a_guess_stands_alone_until_what_came_is_there(tally_of, room):
    assert registry.needs("guess", room) == ("guess",)
    assert registry.needs("guess", room, {"self"}) == ("guess", "self")
    picture = draw("guess", {"guess": tally_of("guess", 14)}, room)
    assert picture.finding == "No answer has a majority." and len(picture.table["rows"]) == 20


def test_the_circle_shows_the_one_named_else_the_last_that_is_there(room, tallies):
    both = tallies("circle", 14) | tallies("circle.action", 14)
    assert draw("circle.check_in", both, room).kicker != draw("circle.action", both, room).kicker
    assert registry.needs("circle.action", room) == ("action",)
    assert draw("circle", tallies("circle.action", 14), room).kicker == draw("circle.action", both, room).kicker


def test_nothing_is_offered_that_the_room_cannot_carry(words):
    plain = {**words, "activities": [one for one in words["activities"] if one["id"] in ("role", "commitment")]}
    assert registry.offered(plain) == ["role", "commitment"]


def test_notebooks_draw_them_too(tally_of, mindset):
    self_, month, guess = (tally_of(id, 14) for id in ("self", "our_month", "guess"))
    figures = [
        wk.figures.facet_profile(self_, lens="ability"),
        wk.figures.bring_and_need(self_, month),
        wk.figures.agreement(month, tally_of("sorting", 14)),
        wk.figures.guess(guess, self_),
        wk.figures.change(month, tally_of("our_month", 14, 2)),
        wk.figures.circle(tally_of("action", 14)),
        wk.figures.tell_and_show(tally_of("situations", 14)),
    ]
    assert all(figure.layout.title.text for figure in figures)


def test_exact_sums_show_no_bar_of_one_person(people, mindset):
    tally = Tally.of(people(mindset, "self", 30, 1), mindset, "self")
    published = tally.published(5, 30)
    shapes = [len(wk.figures.facet_profile(one).layout.shapes) for one in (tally, published)]
    assert shapes[0] < shapes[1]


def test_every_figure_says_the_same_after_a_journey(tallies, room):
    for view in TAKES:
        there = tallies(view, 20)
        back = {
            id: Tally.from_json(msgspec.json.decode(msgspec.json.encode(one.to_json()))) for id, one in there.items()
        }
        assert draw(view, there, room) == draw(view, back, room)


def test_every_view_is_explained_with_a_small_picture():
    docs = Path(__file__).parents[2] / "docs"
    text = (docs / "views.md").read_text("utf-8")
    headings = "".join(line for line in text.splitlines() if line.startswith("### "))
    assert all(f"`{view}`" in headings for view in registry.VIEWS)
    pictures = set(re.findall(r"\(pictures/views/(\w+\.png)\)", text))
    assert pictures == {path.name for path in (docs / "pictures" / "views").iterdir()}
    assert all((docs / "pictures" / "views" / name).stat().st_size < 120_000 for name in pictures)
    assert text.count("**How to read it.**") == text.count("**What not to read into it.**") == len(registry.VIEWS)


@pytest.mark.parametrize("view", [view for view in TAKES if view != "wall"])
@pytest.mark.parametrize("n", [6, 25])
def test_a_group_has_its_pictures_too(view, n, people, room):
    """Of a group there are no counts, no standard deviation and no bars, however many it has."""
    found = {}
    for id in TAKES[view]:
        base = id.partition("@")[0]
        instrument = load_instrument({"check_in": "check-in", "closing": "closing"}.get(base, "mindset"), form="short")
        found[id] = Tally.of(people(instrument, base, n, 1), instrument, base, group="A").published(5, n)
    picture = draw(view, found, room)
    assert picture.finding and picture.table["rows"] and picture.n == n
