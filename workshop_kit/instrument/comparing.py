"""One language held against the first: what does it lack, what has it too much, which placeholder got lost?

Two kinds of file are compared: the words of an instrument, and the messages. A message may have as many forms of a
plural as its own language counts by (CLDR's categories), and in the forms for 0, 1 and 2 the number may be a word.
"""

import string
from collections.abc import Iterator

from .errors import Refused
from .located import Located, Problem

HEAD = ("language", "direction", "status")  # what a file says about itself
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
MAY_SAY_THE_NUMBER = ("zero", "one", "two")


def word_differences(first: Located, other: Located) -> Iterator[Problem]:
    """How one language's words of an instrument differ from the first language's."""
    yield from _differences(_body(first), _body(other), (), first, other)


def message_differences(first: Located, other: Located, language: str) -> Iterator[Problem]:
    """How one language's messages differ from the reference.

    Raises:
        Refused: if nothing is known about how the language counts.
    """
    categories = plural_categories(language)
    theirs, ours = _body(first), _body(other)
    for section in theirs.keys() & ours.keys():
        if isinstance(ours[section], dict):
            theirs[section], ours[section], problems = _plurals(section, theirs, ours, categories, first, other)
            yield from problems
    yield from _differences(theirs, ours, (), first, other)


def plural_categories(language: str) -> set[str]:
    """CLDR's categories by which a language counts; `other` is always one."""
    from babel import Locale, UnknownLocaleError

    try:
        return {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    except (UnknownLocaleError, ValueError):
        raise Refused(
            f"`{language}` is not a language that CLDR knows. Use its code, such as `pt` or `pt-BR`."
        ) from None


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises `ValueError` where a brace is left open."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# what both kinds of file share -------------------------------------------------------------------------------


def _body(source: Located) -> dict:
    content = source.content if isinstance(source.content, dict) else {}
    return {key: value for key, value in content.items() if key not in HEAD}


def _differences(first, other, path: tuple, source: Located, there: Located) -> Iterator[Problem]:
    if isinstance(first, dict) or isinstance(other, dict):
        yield from _by_key(_keyed(first), _keyed(other), path, source, there)
    elif isinstance(first, list) and isinstance(other, list):
        yield from _by_place(first, other, path, source, there)
    elif type(first) is not type(other):
        text = (
            f"`{path[-1]}` is {_kind(other)}, but {_kind(first)} in {_beside(source, path)}. Write it as it is there."
        )
        yield there.problem(path, text)
    elif isinstance(first, str):
        yield from _text_problems(placeholders(first), other, path, source, there)


def _by_key(first: dict, other: dict, path: tuple, source: Located, there: Located) -> Iterator[Problem]:
    for key in first:
        if key not in other:
            yield _lacks((*path, key), source, there)
    for key in other:
        if key not in first:
            yield _too_much((*path, key), source, there)
    for key in first:
        if key in other:
            yield from _differences(first[key], other[key], (*path, key), source, there)


def _by_place(first: list, other: list, path: tuple, source: Located, there: Located) -> Iterator[Problem]:
    if len(first) != len(other):
        text = f"`{path[-1]}` has {len(other)} entries, and {len(first)} in {_beside(source, path)}. Give as many."
        yield there.problem(path, text)
    for place, (one, two) in enumerate(zip(first, other, strict=False)):
        yield from _differences(one, two, (*path, place), source, there)


def _text_problems(wanted: set, text: str, path: tuple, source: Located, there: Located, spare: bool = False):
    """`spare` names may be left out of `text`: a word says the number."""
    try:
        has = placeholders(text)
    except ValueError:
        yield there.problem(path, f"`{path[-1]}` has a brace that is not closed. Write each placeholder as {{name}}.")
        return
    missing = set() if spare else wanted - has
    if missing or has - wanted:
        said = [f"lacks {_braced(missing)}"] if missing else []
        said += [f"has {_braced(has - wanted)}, which is unknown here"] if has - wanted else []
        text = f"`{path[-1]}` {' and '.join(said)}. Use the placeholders of {_beside(source, path)}."
        yield there.problem(path, text)


def _lacks(path: tuple, source: Located, there: Located) -> Problem:
    text = f"`{path[-1]}`{_of(path)} is missing; it stands in {_beside(source, path)}. Translate it here."
    return Problem(path, there.problem(path, text).text)


def _too_much(path: tuple, source: Located, there: Located) -> Problem:
    cure = f"Add it to {source.file.name}, or remove it here."
    return there.problem(path, f"`{path[-1]}`{_of(path)} is not in {source.file.name}. {cure}")


def _of(path: tuple) -> str:
    return f" of `{path[-2]}`" if len(path) > 1 else ""


def _beside(source: Located, path: tuple) -> str:
    return f"{source.file.name}, line {source.line(*path)}"


def _braced(names: set) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _kind(value) -> str:
    return {str: "a text", list: "a list", dict: "a group", type(None): "nothing"}.get(type(value), "no text")


def _keyed(value) -> dict:
    """A text alone is short for `{text: …}`; keys are texts, as the lines of a file know them."""
    if isinstance(value, str):
        return {"text": value}
    return {str(key): part for key, part in value.items()} if isinstance(value, dict) else {}


# plurals -----------------------------------------------------------------------------------------------------


def _plurals(section: str, first: dict, other: dict, categories: set, source: Located, there: Located):
    """Both sections without their plurals, and what is wrong with the plurals."""
    families = {key.removesuffix("_other") for key in first[section] if _is_plural(key, first[section])}
    problems: list[Problem] = []
    for family in sorted(families):
        path = (section, f"{family}_other")
        wanted = placeholders(str(first[section][path[1]]))
        if path[1] not in other[section]:
            problems.append(_lacks(path, source, there))
        for category in CATEGORIES:
            key = f"{family}_{category}"
            if key not in other[section]:
                continue
            if category not in categories:
                text = (
                    f"`{key}`: this language does not count by `{category}`, only by {_counted(categories)}. Remove it."
                )
                problems.append(there.problem((section, key), text))
            spare = category in MAY_SAY_THE_NUMBER
            text = str(other[section][key])
            problems.extend(_text_problems(wanted, text, (section, key), source, there, spare))
    forms = {f"{family}_{category}" for family in families for category in CATEGORIES}
    rest = ({key: text for key, text in part[section].items() if key not in forms} for part in (first, other))
    return *rest, problems


def _is_plural(key: str, section: dict) -> bool:
    return key.endswith("_other") and f"{key.removesuffix('_other')}_one" in section


def _counted(categories: set) -> str:
    return ", ".join(f"`{category}`" for category in CATEGORIES if category in categories)
