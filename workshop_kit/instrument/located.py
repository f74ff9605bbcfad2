"""YAML that remembers on which line each thing stands, so that an error can say so."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from .errors import Refused

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Problem(NamedTuple):
    """What is wrong at a path of a file; `text` names file and line too."""

    path: tuple
    text: str


class Located(msgspec.Struct, frozen=True):
    """A YAML file's content beside the line of each of its paths, such as `("items", 3, "facet")`."""

    file: Path
    content: Any
    lines: dict[tuple, int]

    def line(self, *path) -> int:
        """The line of a path, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, *path) -> str:
        return f"{self.file.parent.name}/{self.file.name}, line {self.line(*path)}"

    def problem(self, path: tuple, text: str) -> Problem:
        return Problem(path, f"{self.at(*path)}: {text}")

    def to(self, kind: type):
        """The content as a struct.

        Raises:
            Refused: with file and line of what does not fit.
        """
        try:
            return msgspec.convert(self.content, kind)
        except msgspec.ValidationError as error:
            problem, _, where = str(error).partition(" - at ")
            steps = _steps(where)
            if unknown := re.search(r"unknown field `(.*)`", problem):
                steps.append(unknown[1])
            named = f"`{steps[-1]}`: " if steps and isinstance(steps[-1], str) and not unknown else ""
            raise Refused(f"{self.at(*steps)}: {named}{problem[0].lower()}{problem[1:]}.") from None


def read(file: Path) -> Located:
    """Read a YAML file with the lines of its parts.

    Raises:
        Refused: if the file is not there, is not text, or is not YAML.
    """
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        raise Refused(f"{file}: there is no such file. Check the name, or give a path.") from None
    except OSError as error:
        raise Refused(f"{file}: cannot be read ({error.strerror or error}). See who may read it.") from None
    except UnicodeDecodeError:
        raise Refused(f"{file}: cannot be read, because it is not UTF-8 text. Save it as that.") from None
    try:
        node = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        cure = " Put a text with a colon in it in quotation marks." if "mapping values" in error.problem else ""
        raise Refused(f"{file.parent.name}/{file.name}, line {line}: not valid YAML: {error.problem}.{cure}") from None
    except yaml.YAMLError as error:
        raise Refused(f"{file.parent.name}/{file.name}: not valid YAML: {error}.") from None
    lines: dict[tuple, int] = {}
    try:
        if node is not None:
            _walk(node, (), lines, file)
    except RecursionError:
        raise Refused(f"{file.parent.name}/{file.name}: something in it refers to itself. Write it out.") from None
    return Located(file, content, lines)


def _walk(node, path: tuple, lines: dict, file: Path) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                raise Refused(
                    f"{file.parent.name}/{file.name}, line {key.start_mark.line + 1}: "
                    f"`{key.value}` stands here twice. Remove one."
                )
            seen.add(key.value)
            _walk(value, (*path, key.value), lines, file)
            lines[(*path, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, file)


def _steps(where: str) -> list:
    """`$.a[0].b` as `["a", 0, "b"]`; msgspec writes `[...]` for a mapping's key, where the trail ends."""
    steps: list = []
    for name, index in re.findall(r"\.(\w+)|\[([^\]]*)\]", where):
        if name:
            steps.append(name)
        elif index.isdigit():
            steps.append(int(index))
        else:
            break
    return steps
