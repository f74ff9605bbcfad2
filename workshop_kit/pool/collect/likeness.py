"""Which question a heading is: the same id, the same text in some language, or one much like it.

    headings, questions → Match (heading, question, how sure)

Nobody is asked to believe a likeness: two sentences can be alike and mean the opposite ("I do", "I do not"), so
what is not the same to the letter is for a person to look at.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ...instrument import Instrument
from .texts import compact, plain

SAME, LIKELY, LOOK = "same", "likely", "look"  # how sure
CLOSE, FAR = 0.85, 0.7  # of 1: from where on a text is likely the same; under which it is not even named
ID = "id"
SHORTEST = 8  # letters, under which texts are alike by chance
TORN = 0.04  # a second question that is nearly as like


@dataclass(frozen=True)
class Question:
    """One answer key (or one option of a pick that has a column of its own), in every language."""

    key: str
    item: str
    texts: dict[str, str]  # language → what is asked
    ids: frozenset[str]
    lens: str | None = None
    around: tuple[str, ...] = ()  # what a form asks above a grid: of the lens, or the item of an option
    option: str | None = None


@dataclass(frozen=True)
class Heading:
    """A column's name, taken apart as the tools put it together."""

    name: str  # as a map calls it
    ids: frozenset[str]
    texts: tuple[str, ...]
    around: str


@dataclass(frozen=True)
class Match:
    heading: Heading
    question: Question
    sure: str
    why: str
    score: float = field(compare=False, default=1.0)
    told: str = ""  # the item's text, where the heading says it otherwise


def questions_of(spoken: Mapping[str, Instrument], activity: str) -> list[Question]:
    """All that an activity asks, texts left out."""
    found = []
    first = next(iter(spoken.values())).activity(activity)
    for number, block in enumerate(first.blocks):
        blocks = {language: one.activity(activity).blocks[number] for language, one in spoken.items()}
        for at in range(len(block.lenses)) or (None,):
            lens = block.lenses[at].id if at is not None else None
            asked = [one.lenses[at] for one in blocks.values()] if at is not None else []
            around = tuple(plain(text) for one in asked for text in (one.question, one.name, one.id))
            for place, item in enumerate(block.items):
                texts = {language: one.items[place].text for language, one in blocks.items()}
                key = f"{item.id}.{lens}" if lens else item.id
                ids = {key, f"{lens}_{item.id}"} if lens else {key}
                if block.kind != "text" and not item.wall:
                    found.append(Question(key, item.id, texts, _ids(ids), lens, around))
                if block.kind == "pick" and block.max > 1:
                    found += _options(blocks, place, item)
    return found


def _options(blocks: Mapping, place: int, item) -> Iterable[Question]:
    around = tuple(plain(one.items[place].text) for one in blocks.values())
    for number, option in enumerate(item.options):
        texts = {language: one.items[place].options[number].text for language, one in blocks.items()}
        ids = _ids({f"{item.id}.{option.id}"})
        yield Question(item.id, item.id, texts, ids, None, (*around, plain(item.id)), option.id)


def _ids(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(compact, names))


def heading(name: str) -> Heading:
    """Take a heading apart: `G01Q01[SQ001]. Question [Row]`, `Question [Row]`, `3. Question`, `Question - Row`."""
    bare = re.sub(r" #\d+$", "", name)
    ids, texts, around = {bare}, [bare], ""
    coded = re.match(r"([A-Za-z]\w*(?:[\[(][^\])]*[\])])*)\.\s+(.+)$", bare, re.S)
    if coded:
        ids |= {coded[1], *_inside(coded[1])}
        bare = coded[2]
        texts.append(bare)
    bracketed = re.match(r"(.*?)\s*\[([^\]]+)\](?:\s*\[([^\]]+)\])?\s*$", bare, re.S)
    if bracketed:
        ids |= set(_inside(bare))
        texts.append(bracketed[2])
        around = f"{bracketed[1]} {bracketed[3] or ''}"
    elif coded and "[" in coded[1]:
        around = coded[1].split("[")[0]
    for text in list(texts):
        texts.append(re.sub(r"^\W*[A-Za-z]{0,3}\d{1,3}\s*[.):-]\s*", "", text))
        texts.append(re.sub(r"(?<=\D)\d$", "", text))  # Excel numbers headings that stand there twice
        for sign in (" - ", " – ", ": ", "."):
            before, there, row = text.rstrip(". ").partition(sign)
            if there and len(row) >= SHORTEST:
                texts.append(row)
                around = around or before
    return Heading(name, _ids(ids - {""}), tuple(dict.fromkeys(filter(None, map(plain, texts)))), plain(around))


def _inside(code: str) -> list[str]:
    """`Q1[SQ001]` as `SQ001` and `Q1 SQ001`."""
    found = re.match(r"(.*?)\[([^\]]+)\]", code)
    return [found[2], f"{found[1]} {found[2]}"] if found else []


def matched(names: Iterable[str], questions: list[Question]) -> list[Match]:
    """Each heading to at most one question and each question to at most one heading, the surest first."""
    headings = [heading(name) for name in names]
    known = _Known(questions)
    found: dict[str, Match] = {}
    taken: set[tuple] = set()
    offers = [offer for number, one in enumerate(headings) for offer in known.offers(one, number)]
    for _, number, match in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        one, place = headings[number], (match.question.key, match.question.option)
        if one.name not in found and place not in taken:
            found[one.name] = match
            taken.add(place)
    return sorted(found.values(), key=lambda match: questions.index(match.question))


class _Known:
    """The questions by id and by text."""

    def __init__(self, questions: list[Question]):
        self.questions = questions
        self.by_text: dict[str, list[tuple[Question, str]]] = {}
        self.by_id: dict[str, list[Question]] = {}
        self.by_item: dict[str, list[Question]] = {}  # of what is asked under several lenses
        for question in questions:
            for language, text in question.texts.items():
                self.by_text.setdefault(plain(text), []).append((question, language))
            for id in question.ids:
                self.by_id.setdefault(id, []).append(question)
            if question.lens:
                self.by_item.setdefault(compact(question.item), []).append(question)
        self.matchers = {text: SequenceMatcher(None, "", text, autojunk=False) for text in self.by_text}

    def offers(self, one: Heading, number: int) -> Iterable[tuple[float, int, Match]]:
        """What a heading could be, each with its rank."""
        found = [(1.2, number, self._by_id(one, each, id)) for id in one.ids for each in self.by_id.get(id, ())]
        same = [pair for text in one.texts for pair in self.by_text.get(text, ())]
        same += [(each, ID) for id in one.ids for each in self.by_item.get(id, ())]
        found += self._ranked(one, number, [(1.0, question, language) for question, language in same])
        return found or self._ranked(one, number, self._close(one))

    def _by_id(self, one: Heading, question: Question, id: str) -> Match:
        """An id that is a common word says little inside of a question: `How was it? [Vision]`."""
        if one.around and not any(letter.isdigit() for letter in id) and one.around != plain(id):
            text = next(iter(question.texts.values()))
            return Match(one, question, LIKELY, "the same id, and it may be chance", told=text)
        return Match(one, question, SAME, "the same id")

    def _close(self, one: Heading) -> list[tuple[float, Question, str]]:
        best: dict[str, float] = {}
        for text in one.texts:
            if len(text) < SHORTEST:
                continue
            for known, matcher in self.matchers.items():
                if len(known) < SHORTEST or known.isdecimal():
                    continue
                matcher.set_seq1(text)
                floor = max(FAR, best.get(known, 0))
                if matcher.real_quick_ratio() >= floor and matcher.quick_ratio() >= floor:
                    best[known] = max(best.get(known, 0), matcher.ratio())
        return [(score, *pair) for known, score in best.items() if score >= FAR for pair in self.by_text[known]]

    def _ranked(self, one: Heading, number: int, scored: list[tuple[float, Question, str]]) -> list:
        """Offers by likeness; where the same item is asked under several lenses, by what stands above it as well."""
        found = []
        best = max((score for score, *_ in scored), default=0)
        rivals = {question.item for score, question, _ in scored if score > best - TORN}
        for score, question, language in scored:
            above = _above(one, question)
            if question.option and above < CLOSE:
                continue  # an option's words alone may stand anywhere
            told = min((above for q in self.questions if q.item == question.item and q.option == question.option
                        for above in [_above(one, q)]), default=0)  # fmt: skip
            by_order = question.lens is not None and above - told < 0.05
            sure = SAME if score == 1 else LIKELY if score >= CLOSE else LOOK
            alike = f"{round(100 * score)} % alike ({language})"
            why = "the same id" if language == ID else f"the same text ({language})" if score == 1 else alike
            if by_order:
                sure, why = LOOK, f"{why}; which question it stands under is told by the order of the columns alone"
            elif len(rivals) > 1 and score < 1:
                sure, why = LOOK, f"{why}, and as like to {', '.join(sorted(rivals - {question.item}))}"
            rank = score + 0.1 * above + (0.3 if question.option else 0)  # both parts of it are alike
            text = question.texts[language] if score < 1 else ""
            found.append((rank, number, Match(one, question, sure, why, score, text)))
        return found


def _above(one: Heading, question: Question) -> float:
    """How like the words above a grid are to those of the question's lens (or of the item of an option)."""
    if not question.around or not one.around:
        return 0.0
    if compact(one.around) in {compact(text) for text in question.around}:
        return 1.0
    return max(SequenceMatcher(None, one.around, text, autojunk=False).ratio() for text in question.around)
