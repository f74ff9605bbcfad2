"""The plan: a sentence of purpose and its first steps, what becomes of what one brings, one promise, who helps.

It is the note `plan` of the journal, {field: text}; `FIELDS` names the fields.
"""

from ...instrument.messages import Voice
from .writing import Field, Section, Writing

NOTE = "plan"
PURPOSE = ("purpose_do", "purpose_so_that", "purpose_can")
STEPS = ("step_1", "step_2", "step_3")
MIX = ("keep", "grow", "hand_over", "obstacle")
PROMISE = ("when", "will", "seen")
HELP = ("helper", "notice")
FIELDS = (*PURPOSE, *STEPS, *MIX, *PROMISE, *HELP)


def plan() -> Writing:
    """The plan's fields, kept while they are filled in."""
    return Writing(NOTE, _sections, many=True)


def _sections(voice: Voice) -> tuple[Section, ...]:
    parts = {"purpose": PURPOSE, "steps": STEPS, "mix": MIX, "promise": PROMISE, "help": HELP}
    return tuple(_section(voice, part, fields) for part, fields in parts.items())


def _section(voice: Voice, part: str, ids: tuple[str, ...]) -> Section:
    fields = tuple(Field(id, label(voice, id), voice.texts.get(f"plan_{id}_hint", "")) for id in ids)
    sentence = voice.texts.get(f"plan_{part}_sentence", "")
    return Section(fields, voice.say(f"plan_{part}_title"), voice.say(f"plan_{part}_help"), sentence)


def label(voice: Voice, field: str) -> str:
    """What stands above a field of the plan."""
    return voice.say(f"plan_{field}")


def sentence(voice: Voice, part: str, texts: dict[str, str]) -> str:
    """`purpose` or `promise` as one sentence; what is not filled in is "…"."""
    fields = {"purpose": PURPOSE, "promise": PROMISE}[part]
    filled = {field: texts.get(field, "").strip().rstrip(".…") or "…" for field in fields}
    return voice.say(f"plan_{part}_sentence", **filled)
