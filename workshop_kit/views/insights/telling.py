"""The face of insights: every rule is asked, the strongest are said, in the language of the room."""

from .. import registry
from .insight import LIKELY, Exercise, Found, Insight, OpenRound
from .rules import RULES
from .script import Script, plans, script_in
from .team import Team

AT_MOST = 5
OF_ONE_VIEW = 2  # a talk about one picture only would be a short one
SMALL = 9  # people up to which it is the number that keeps most things from being said


def insights(tallies: dict, document: dict) -> list[Insight]:
    """What may be said about this team on the present day, the strongest first.

    Args:
        tallies: `{activity: published tally}` of whatever the room has revealed.
        document: the room's one document, in the language to speak.

    Returns:
        At most `AT_MOST`; none where chance could have written them all.
    """
    team, script = Team(tallies, document), script_in(document["language"])
    found = [_insight(id, one, team, script) for id, rule in RULES.items() for one in rule(team)]
    return _strongest(found)


def open_round(tallies: dict, document: dict, found: list[Insight]) -> OpenRound | None:
    """A round without a finding, for a room in which nothing is likely; None where something is."""
    if any(one.sure == LIKELY for one in found):
        return None
    team, script = Team(tallies, document), script_in(document["language"])
    lines = script.insights["open_round"]
    heads = max((tally.n for tally in team.tallies.values()), default=0)
    why = "hints" if found else "few" if 0 < heads <= SMALL else "nothing"
    return OpenRound(lines.says[why].format(n=heads) + ".", lines.questions, _exercise("open_round", script))


def told(tallies: dict, document: dict) -> dict:
    """Both as JSON: `{"insights": […], "open_round": {…} or None}`."""
    found = insights(tallies, document)
    instead = open_round(tallies, document, found)
    return {"insights": [one.to_json() for one in found], "open_round": instead and instead.to_json()}


# choosing ----------------------------------------------------------------------------------------------------


def _strongest(found: list[tuple[Insight, tuple[str, ...]]]) -> list[Insight]:
    """Ranked, at most two about one picture, and none that only repeats facets which a stronger one has named."""
    chosen: list[Insight] = []
    named: set[str] = set()
    for one, facets in sorted(found, key=lambda pair: -pair[0].strength):
        again = bool(facets) and named.issuperset(facets)
        about = [plans()[other.id].views[0] for other in chosen]
        crowded = about.count(plans()[one.id].views[0]) >= OF_ONE_VIEW
        if not again and not crowded and len(chosen) < AT_MOST:
            chosen.append(one)
            named.update(facets)
    return chosen


# saying ------------------------------------------------------------------------------------------------------


def _insight(id: str, found: Found, team: Team, script: Script) -> tuple[Insight, tuple[str, ...]]:
    plan, lines = plans()[id], script.insights[id]
    insight = Insight(
        id=id,
        finding=_finding(found, team, script, lines.says),
        view=registry.id_on_day(_view(plan.views, team), team.document.get("wave", 1)),
        sure=found.sure,
        sure_words=script.says[found.sure],
        questions=lines.questions,
        exercise=_exercise(id, script),
        strength=round(found.evidence * plan.useful, 4),
    )
    return insight, found.facets


def _view(views: tuple[str, ...], team: Team) -> str:
    """The first of these that the room has and that can be drawn from what is revealed."""
    there = [view for view in views if view in registry.offered(team.document)]
    drawn = [view for view in there if set(registry.needs(view, team.document, team.tallies)) <= team.tallies.keys()]
    return next(iter([*drawn, *there, *views]))


def _finding(found: Found, team: Team, script: Script, says: dict[str, str]) -> str:
    words = team.words(next(iter(team.activities)))
    facets = words.series(_name(facet, team) for facet in found.facets)
    said = says[found.finding].format(facets=facets, **found.fill)
    if not found.numbers:
        return script.says["plain"].format(said=said)
    parts = [_counted(says[found.numbers].format(**one), one, team, script) for one in found.counted]
    return script.says["with_numbers"].format(said=said, numbers=words.say("semicolon").join(parts))


def _counted(numbers: str, one: dict, team: Team, script: Script) -> str:
    """Numbers, with the name of what they are of where a finding has several."""
    return script.says["of_it"].format(name=_name(one["of"], team), numbers=numbers) if one.get("of") else numbers


def _name(facet: str, team: Team) -> str:
    named = (words["facets"] for words in team.document["words"].values() if facet in words["facets"])
    return next(named)[facet]["name"]


def _exercise(id: str, script: Script) -> Exercise:
    plan, lines = plans()[id], script.insights[id]
    steps = tuple(zip(plan.minutes, lines.how, strict=True))
    how = " ".join(script.says["step"].format(minutes=minutes, text=text) for minutes, text in steps)
    return Exercise(lines.title, script.methods[plan.method], steps, how)
