"""All languages of one instrument: is each whole, does each say what the first says, and are there messages in it?"""

from functools import cached_property
from pathlib import Path

import msgspec

from .. import home
from . import located
from .comparing import message_differences, word_differences
from .errors import Refused
from .load import find, read_structure
from .located import Located, Problem
from .messages import file_of
from .raw import RawStructure, RawWords
from .wording import empty_texts, word_problems

REFERENCE = "en"  # the messages that all others are held against


class Languages(msgspec.Struct, frozen=True):
    """What was found: `statuses` and `problems` of the languages that are listed (the first one first); `waiting`
    are those that have a file and are not listed, each with its problems."""

    statuses: dict[str, str]
    problems: list[str]
    waiting: dict[str, list[str]]


def languages_of(name: str | Path) -> Languages:
    """Look through all languages of an instrument.

    Raises:
        Refused: if there is no such instrument, or its structure is not whole by itself.
    """
    file = find(name)
    structure, source = read_structure(file)
    listed = list(dict.fromkeys(structure.languages))
    if not listed:
        raise Refused(f"{source.at('languages')}: no language is listed. Name at least one, such as [en].")
    looked = _Look(structure, source, listed[0])
    beside = sorted(path.stem for path in file.parent.glob("*.yaml") if path != file and path.stem not in listed)
    problems = [text for language in listed for text in looked.problems(language)]
    return Languages(
        statuses={language: looked.status(language) for language in listed},
        problems=list(dict.fromkeys(problems)),
        waiting={language: looked.problems(language) for language in beside},
    )


class _Look(msgspec.Struct, dict=True):
    """One instrument, looked at language by language."""

    structure: RawStructure
    source: Located
    first: str

    def file(self, language: str) -> Path:
        return self.source.file.with_name(f"{language}.yaml")

    def status(self, language: str) -> str:
        try:
            return located.read(self.file(language)).to(RawWords).status
        except Refused:
            return "not whole"

    def problems(self, language: str) -> list[str]:
        """What is wrong with a language: its own words, beside the first language's, and its messages."""
        try:
            return [*self._words(language), *self._messages(language)]
        except Refused as error:
            return [str(error)]

    def _words(self, language: str) -> list[str]:
        source, found = self._own(language)
        if language != self.first and self.measure is not None:
            named = {problem.path for problem in found}
            found += [one for one in word_differences(self.measure, source) if not _said(one.path, named)]
        return [problem.text for problem in found]

    @cached_property
    def measure(self) -> Located | None:
        """The first language, if it is whole itself: else its fault would be told once more for every other one."""
        source, problems = self._own(self.first)
        return None if problems else source

    def _own(self, language: str) -> tuple[Located, list[Problem]]:
        source = located.read(self.file(language))
        words = source.to(RawWords)
        return source, [*word_problems(self.structure, words, source), *self._head(language, words, source)]

    def _head(self, language: str, words: RawWords, source: Located) -> list[Problem]:
        found = []
        if words.language != language:
            text = f"this file says that it is `{words.language}`. Write `language: {language}`, or rename the file."
            found.append(source.problem(("language",), text))
        if "status" not in source.content and source.file.is_relative_to(home.data().resolve()):
            found.append(source.problem((), "it does not say its `status`. Write `status: draft`, or `reviewed`."))
        return found

    def _messages(self, language: str) -> list[str]:
        file = file_of(language)
        if not file.is_file():
            listed = self.source.at("languages")
            return [
                f"{listed}: there are no messages in `{language}`, so nothing around the questions could be said. "
                f"Translate {file.with_name(f'{REFERENCE}.yaml')} as {file.name}, or take `{language}` out."
            ]
        source = located.read(file)
        found = list(empty_texts(source.content, (), source))
        if language != REFERENCE:
            found += message_differences(located.read(file_of(REFERENCE)), source, language)
        return [problem.text for problem in found]


def _said(path: tuple, named: set[tuple]) -> bool:
    """Is a problem there already, of this very thing, of what is in it, or of what it is in?"""
    return any(path[: len(one)] == one or one[: len(path)] == path for one in named if one)
