"""What to say and ask about this team: each rule speaks when it should, keeps silent when it should, and noise hardly
ever gets a word. All tallies come from rows of answers, published as a room would publish them."""

import json
import re
from collections import Counter
from functools import partial
from itertools import product

import pytest

from workshop_kit import home
from workshop_kit.instrument import load_instrument, located
from workshop_kit.instrument.comparing import placeholders, word_differences
from workshop_kit.instrument.days import again
from workshop_kit.pool.tally import Tally
from workshop_kit.questionnaire import document
from workshop_kit.views import registry
from workshop_kit.views.insights import AT_MOST, insights, open_round, script, told
from workshop_kit.views.insights.rules import RULES
from workshop_kit.views.insights.team import Team

LANGUAGES = ("en", "es", "de", "fr", "ar")
SIZES = (14, 40)
DIMENSIONS = {
    "leadership": ("vision", "values", "empowerment", "connection", "example"),
    "management": ("organisation", "accuracy", "efficiency", "tracking", "consistency"),
}


class Rows:
    """Answers of made-up teams, ready to be changed by hand before they become a tally."""

    def __init__(self, instrument, people):
        self.instrument, self.people = instrument, people

    def tally(self, activity: str, n: int, change=None, seed: int = 3, **team):
        rows = self.people(self.instrument, activity, n, seed, **{"base": 50, "spread": 15, **team})
        for number, row in enumerate(rows):
            row.update(change(number, row) if change else {})
        return Tally.of(rows, self.instrument, activity).published(5, n)


@pytest.fixture(scope="module")
def rows(mindset, people):
    return Rows(mindset, people)


def lean(first: int, second: int) -> dict:
    means = dict(zip(DIMENSIONS, (first, second), strict=True))
    return {f"{facet}.energy": means[dimension] for dimension, facets in DIMENSIONS.items() for facet in facets}


def _camps(number: int, row: dict) -> dict:
    """Everybody finds the month about right, but for one facet, of which half see far too little."""
    return {key: 3 for key in row if key != "work_on"} | {"empowerment": 1 if number % 2 else 5}


def _wide(number: int, row: dict) -> dict:
    """People differ on every facet alike."""
    return {key: (number * 7 + place * 3) % 5 + 1 for place, key in enumerate(row) if key != "work_on"}


def _one_torn(number: int, row: dict) -> dict:
    return {"quiet": "leadership" if number % 2 else "management"}


def _telling(instrument):
    (block,) = instrument.activity("situations").blocks
    tells = {item.id: next(o.id for o in item.options if o.place < 50) for item in block.items}
    shows = {item.id: next(o.id for o in item.options if o.place > 50) for item in block.items}
    return lambda number, row: shows if number % 7 == 0 else tells


def _two_far_out(number: int, row: dict) -> dict:
    """Two see far too little of a facet of which everybody else sees too much."""
    return {key: 3 for key in row if key != "work_on"} | {"empowerment": 1 if number < 2 else 4}


def _all_alike(instrument):
    (block,) = instrument.activity("sorting").blocks
    return lambda number, row: {item.id: item.bin for item in block.items}


def _guessing(number: int, row: dict) -> dict:
    return {"energy": ["values"]}


# Each rule: what makes it speak, and something near that makes it keep silent.
CASES = {
    "costs": ({"self": {"means": {"accuracy.ability": 95, "accuracy.energy": 8}}},
              {"self": {"means": {"accuracy.ability": 95}}}),
    "grow": ({"self": {"means": {"vision.energy": 95, "vision.ability": 8}}},
             {"self": {"means": {"vision.energy": 95}}}),
    "carries": ({"self": {"means": {"values.energy": 95, "values.ability": 95}}},
                {"self": {"means": {"values.energy": 95, "tracking.ability": 95}}}),
    "direction": ({"self": {"means": lean(80, 30)}}, {"self": {"means": lean(52, 50)}}),
    "delivery": ({"self": {"means": lean(30, 80)}}, {"self": {"means": lean(80, 30)}}),
    "unused": ({"self": {"means": {"vision.energy": 95}}, "our_month": {"means": {"vision": 8}}},
               {"self": {"means": {"vision.energy": 95}}, "our_month": {"means": {"values": 8}}}),
    "drained": ({"self": {"means": {"tracking.energy": 5}}, "our_month": {"means": {"tracking": 92}}},
                {"self": {"means": {"tracking.energy": 5}}, "our_month": {"means": {"tracking": 8}}}),
    "little": ({"our_month": {"means": {"connection": 8}}}, {"our_month": {"means": {"connection": 92}}}),
    "much": ({"our_month": {"means": {"tracking": 92}}}, {"our_month": {"means": {"tracking": 8}}}),
    "chaos": ({"our_month": {"means": {"chaos": 90}}}, {"our_month": {"means": {"chaos": 10}}}),
    "motions": ({"our_month": {"means": {"motions": 90}}}, {"our_month": {"means": {"motions": 52}}}),
    "doing": ({"our_month": {"means": {"doing": 10}}}, {"our_month": {"means": {"doing": 90}}}),
    "split": ({"our_month": {"change": _camps}}, {"our_month": {"change": _wide}}),
    "sorters": ({"sorting": {"means": {}, "base": 100, "change": _one_torn}}, {"sorting": {"change": _all_alike}}),
    "tell": ({"situations": {"change": _telling}}, {"situations": {}}),
    "guess": ({"guess": {"change": _guessing}, "self": {"means": {"values.energy": 5}}},
              {"guess": {"change": _guessing}, "self": {}}),
}  # fmt: skip


# What speaks only on another day: the month then, and the month now.
MOVES = {
    "closer": ({"vision": 5}, {}),
    "further": ({}, {"accuracy": 95}),
}


def two_days(rows: Rows, n: int, first: dict, second: dict, seed: int = 3) -> dict:
    """The month's tallies of two days of a team, each with the means of some facets."""
    days = (rows.tally("our_month", n, means=means, seed=seed + day) for day, means in enumerate((first, second)))
    return dict(zip(("our_month", "our_month@2"), days, strict=True))


def room(rows: Rows, n: int, case: dict) -> dict:
    """The published tallies of a case."""
    made = {}
    for activity, team in case.items():
        team = dict(team)
        if team.get("change") in (_telling, _all_alike):
            team["change"] = team["change"](rows.instrument)
        made[activity] = rows.tally(activity, n, **team)
    return made


# rules -------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_case_a_plan_and_words():
    assert RULES.keys() == CASES.keys() | MOVES.keys()
    assert {*RULES, "open_round"} == script.plans().keys() == script.script_in("en").insights.keys()


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("id", CASES)
def test_a_rule_speaks_when_its_team_is_there(id, n, rows, words):
    tallies = room(rows, n, CASES[id][0])
    (found,) = RULES[id](Team(tallies, words))
    assert found.sure == "likely" and 0.5 < found.evidence <= 1
    assert id in {one.id for one in insights(tallies, words)} or id in ("little", "much", "carries")


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("id", CASES)
def test_a_rule_keeps_silent_when_it_is_not(id, n, rows, words):
    assert RULES[id](Team(room(rows, n, CASES[id][1]), words)) == []


@pytest.fixture(scope="module")
def another_day(mindset):
    """The document of a room on its second day."""
    month = mindset.only({"our_month": None})
    return {**document([mindset, again(month, 2)]), "wave": 2}


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("id", MOVES)
def test_what_moved_is_said_on_another_day_and_not_on_the_first(id, n, rows, words, another_day):
    tallies = two_days(rows, n, *MOVES[id])
    said = {one.id: one for one in insights(tallies, another_day)}
    assert said[id].view == "change" and said[id].sure == "likely"
    assert {"closer", "further"} & said.keys() == {id}
    assert RULES[id](Team(tallies, words)) == []


def test_two_days_alike_get_a_finding_of_moves_in_at_most_one_run_of_ten(rows, another_day):
    runs = [two_days(rows, 14, {}, {}, seed=seed) for seed in range(60)]
    said = [run for run in runs if any(RULES[id](Team(run, another_day)) for id in MOVES)]
    assert len(said) <= 6


@pytest.mark.parametrize("id", CASES)
def test_a_rule_has_nothing_to_say_of_what_the_room_does_not_have(id, rows, words, mindset):
    assert RULES[id](Team({}, words)) == []
    everything = room(rows, 14, CASES[id][0])
    for activity in everything:
        without = {key: tally for key, tally in everything.items() if key != activity}
        assert RULES[id](Team(without, words)) == []
    few = document(mindset.only({"role": None}))
    assert RULES[id](Team(everything, few)) == []


@pytest.mark.parametrize("n", [5, 6, 9, 14, 19, 20, 40, 200])
def test_every_rule_takes_every_size_and_a_group(n, rows, words, mindset, people):
    for case in CASES.values():
        for one in told(room(rows, n, case[0]), words)["insights"]:
            assert one["finding"] and one["view"]
    group = people(mindset, "our_month", 10, 1, means={"chaos": 90}, spread=5)
    part = Tally.of(group, mindset, "our_month", group="North").published(5, 10)
    assert [one.id for one in insights({"our_month": part}, words)] == ["chaos"]


def test_parts_of_an_activity_and_instruments_of_ones_own_are_taken(rows, words, people):
    climate = load_instrument("leadership-climate")
    answers = people(climate, "climate", 14, 1)
    assert insights({"climate": Tally.of(answers, climate, "climate").published(5, 14)}, document(climate)) == []


def test_up_to_nine_people_what_we_bring_is_told_without_numbers(rows, words):
    case = {"self": {"means": {"accuracy.ability": 98, "accuracy.energy": 2}, "spread": 8}}
    (few,) = [one for one in insights(room(rows, 9, case), words) if one.id == "costs"]
    (more,) = [one for one in insights(room(rows, 10, case), words) if one.id == "costs"]
    assert not re.search(r"\d", few.finding) and re.search(r"ability \d+, energy \d+, of 100", more.finding)


# choosing ----------------------------------------------------------------------------------------------------


def everything(rows: Rows, n: int) -> dict:
    """A team with something to say for almost every rule."""
    self = {"accuracy.ability": 95, "accuracy.energy": 8, "vision.energy": 95, "tracking.energy": 10}
    month = {"vision": 8, "tracking": 92, "chaos": 90, "motions": 90, "doing": 10}
    more = {**CASES["sorters"][0], **CASES["tell"][0]}
    return room(rows, n, {"self": {"means": self}, "our_month": {"means": month}, **more})


@pytest.mark.parametrize("n", SIZES)
def test_at_most_five_the_strongest_first_and_of_more_than_one_picture(n, rows, words):
    found = insights(everything(rows, n), words)
    assert len(found) == AT_MOST == 5
    assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)
    assert len({one.id for one in found}) == 5
    pictures = Counter(script.plans()[one.id].views[0] for one in found)
    assert max(pictures.values()) <= 2 and len(pictures) >= 3
    assert {"costs", "unused"} <= {one.id for one in found}


def test_a_view_that_is_named_is_one_that_the_room_has(rows, words):
    from workshop_kit.views import registry

    for case in CASES.values():
        assert {one.view for one in insights(room(rows, 14, case[0]), words)} <= set(registry.offered(words))


def test_the_same_tallies_say_the_same(rows, words):
    tallies = everything(rows, 14)
    again = {id: Tally.from_json(json.loads(json.dumps(tally.to_json()))) for id, tally in tallies.items()}
    assert told(tallies, words) == told(dict(reversed(again.items())), words)


def test_where_nothing_is_likely_the_open_round_is_offered(rows, words):
    calm = room(rows, 14, {"self": {}, "our_month": {}})
    said = told(calm, words)
    assert said["insights"] == [] and "Nothing stands out" in said["open_round"]["finding"]
    assert said["open_round"]["exercise"]["minutes"] == 10 and len(said["open_round"]["questions"]) == 3
    few = told(room(rows, 6, {"self": {}, "our_month": {}}), words)
    assert few["insights"] == [] and few["open_round"]["finding"].startswith("With 6 people")
    assert told({}, words)["open_round"] and told(everything(rows, 14), words)["open_round"] is None


def test_where_there_are_only_hints_it_says_so_and_offers_the_round_as_well(rows, words):
    means = {
        "vision.energy": 70,
        "vision.ability": 30,
        **dict.fromkeys(("values.energy", "accuracy.energy", "example.energy"), 66),
    }
    for seed in range(40):
        tallies = {"self": rows.tally("self", 12, seed=seed, spread=22, means=means)}
        found = insights(tallies, words)
        if found and all(one.sure == "hint" for one in found):
            assert "hints" in open_round(tallies, words, found).finding
            assert found[0].sure_words.startswith("A hint")
            return
    raise AssertionError("no team with a hint alone")


# luck --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [6, 14, pytest.param(40, marks=pytest.mark.long)])
def test_a_team_in_which_nothing_differs_gets_a_finding_in_at_most_one_run_of_ten(n, rows, words):
    runs, found = 150, Counter()
    for seed in range(runs):
        flat = {"spread": 22, "seed": 1000 * n + seed}
        tallies = {id: rows.tally(id, n, **flat) for id in ("self", "sorting", "our_month")}
        found.update({bool(insights(tallies, words))})
    assert found[True] <= runs / 10, found


# what is said ------------------------------------------------------------------------------------------------


def _said(rows, n: int, words) -> list:
    return [one for case in CASES.values() for one in insights(room(rows, n, case[0]), words)]


@pytest.mark.parametrize("n", [6, 14, 25, 40])
def test_no_sentence_counts_fewer_than_three(n, rows, words):
    said = [one.finding for one in _said(rows, n, words)] + [told({}, words)["open_round"]["finding"]]
    for finding in said:
        assert all(int(number) >= 3 for number in re.findall(r"\d+", finding)), finding
        assert not re.search(r"\b(one|two|a|single) (person|people|colleague|of us)\b", finding.lower()), finding


def test_a_camp_of_two_is_not_named(rows, words):
    def torn(number: int, row: dict) -> dict:
        return {"quiet": ("leadership", "management", "both")[0 if number < 6 else 1 if number < 12 else 2]}

    tallies = {"sorting": rows.tally("sorting", 14, change=torn, base=100)}
    (found,) = insights(tallies, words)
    assert "Leadership 6" in found.finding and "Management 6" in found.finding and "Both" not in found.finding


@pytest.mark.parametrize("n", [10, 14, 20, 40])
def test_two_who_see_it_otherwise_are_no_split(n, rows, words):
    tallies = {"our_month": rows.tally("our_month", n, change=_two_far_out)}
    assert RULES["split"](Team(tallies, words)) == []


@pytest.mark.parametrize("n", [14, 40])
def test_the_picture_and_the_sentence_name_the_same_split(n, rows, words):
    """In teams with and without camps, and with some people far out."""
    found = set()
    for seed, camp in product(range(6), (0, 1, n // 4, n // 2)):
        change = partial(_camps_of, camp)
        month = rows.tally("our_month", n, change=change, seed=seed, spread=9)
        told = [facet for one in RULES["split"](Team({"our_month": month}, words)) for facet in one.facets]
        table = registry.picture("agreement", {"our_month": month}, words).table["rows"]
        seen = [row[1] for row in table if row[2].startswith(("We are split", "two camps"))]
        assert seen == [words["words"]["mindset"]["facets"][facet]["name"] for facet in told]
        found.add(bool(told))
    assert found == {True, False}


def _camps_of(size: int, number: int, row: dict) -> dict:
    return {"vision": 1 if number < size else 5 if number < 2 * size else row["vision"]}


@pytest.fixture(scope="module", params=LANGUAGES)
def spoken(request):
    """The room's document and the words of one language."""
    instrument = load_instrument("mindset", request.param, "short")
    return document(instrument, language=request.param), script.script_in(request.param)


def test_every_language_says_everything_whole(spoken, rows):
    words, lines = spoken
    assert lines.language == words["language"] and lines.direction == words["direction"]
    for one in _said(rows, 14, words):
        texts = [one.finding, one.sure_words, *one.questions, one.exercise.title, one.exercise.method, one.exercise.how]
        assert all(text and not re.search(r"[{}]|  ", text) for text in texts), texts
        assert one.finding.endswith(".") and not one.finding.endswith("..")
        assert 2 <= len(one.questions) <= 3 and all(re.search(r"[?؟]$", question) for question in one.questions)
        assert one.exercise.minutes == sum(script.plans()[one.id].minutes)
        assert all(str(minutes) in one.exercise.how for minutes, _ in one.exercise.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_keys_and_placeholders_of_english(language):
    first, other = (located.read(script.file_of(one)) for one in ("en", language))
    assert [problem.text for problem in word_differences(first, other)] == []
    words = script.script_in(language)
    for id, plan in script.plans().items():
        assert len(words.insights[id].how) == len(plan.minutes) and plan.method in words.methods, id


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_nothing_is_left_in_english(language):
    english, words = script.script_in("en").insights, script.script_in(language).insights
    for id, lines in words.items():
        for mine, theirs in ((lines.questions, english[id].questions), (lines.how, english[id].how)):
            assert not set(mine) & set(theirs), id
        for name, text in lines.says.items():
            assert text != english[id].says[name] and placeholders(text) == placeholders(english[id].says[name])


def test_there_are_words_in_every_language_of_the_messages():
    files = {path.stem for path in (home.data() / "insights").glob("*.yaml")} - {"insights"}
    assert files == {path.stem for path in (home.data() / "messages").glob("*.yaml")} == set(LANGUAGES)


def test_a_language_of_ones_own_gets_english_words():
    assert script.script_in("tlh").language == "en"


def test_questions_are_open_and_blame_nobody():
    for id, lines in script.script_in("en").insights.items():
        for question in lines.questions:
            assert re.match(r"(How|What|When|Where|Which|Who|At which)\b", question), (id, question)
            assert not re.search(r"\bwhy\b|\bfault\b|\bblame\b", question.lower()), (id, question)


def test_an_exercise_fits_a_talk():
    for id, plan in script.plans().items():
        assert 8 <= sum(plan.minutes) <= 12, id
