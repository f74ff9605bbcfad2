"""Load an instrument: its structure and one language's words become one frozen `Instrument`.

Both files are read into the structs of `raw.py`, held against the rules (`structure.py`, `wording.py`) and put
together (`assemble.py`). Every error names file, line, thing and cure.
"""

from functools import lru_cache
from pathlib import Path

from .. import home
from . import located
from .assemble import assembled
from .errors import Refused
from .located import Located
from .model import Instrument
from .raw import Form, RawStructure, RawWords
from .structure import structure_problems
from .wording import word_problems


def load_instrument(name: str | Path, language: str = "en", form: Form = "full") -> Instrument:
    """Load an instrument by its name (a folder of `data/instruments/`) or by a path (a folder, or its
    `instrument.yaml`).

    Args:
        name: such as `mindset`, `my-folder/`, or `my-folder/instrument.yaml`.
        language: one that the instrument lists.
        form: `short` takes the items that are marked so, in activities that mark any; `full` takes all.

    Raises:
        Refused: with file, line, what is wrong and what to do.
    """
    if form not in ("short", "full"):
        raise Refused(f"form `{form}`: there are `short` and `full`.")
    structure_file = find(name)
    files = (structure_file, structure_file.with_name(f"{language}.yaml"))
    changed = tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
    return _loaded(structure_file, changed, language, form)


def find(name: str | Path) -> Path:
    """The `instrument.yaml` of a name or a path.

    Raises:
        Refused: if there is none; names those that there are.
    """
    shipped = home.data() / "instruments"
    for candidate in (shipped / str(name) / "instrument.yaml", Path(name) / "instrument.yaml", Path(name)):
        if candidate.is_file():
            return candidate.resolve()
    known = ", ".join(sorted(folder.name for folder in shipped.iterdir() if (folder / "instrument.yaml").exists()))
    raise Refused(f"no instrument `{name}`: the kit has {known}; or give the path of an instrument.yaml.")


def read_structure(file: Path) -> tuple[RawStructure, Located]:
    """A structure that is whole by itself, and where its parts stand. Raises `Refused` where it is not."""
    source = located.read(file)
    structure = source.to(RawStructure)
    if problems := list(structure_problems(structure, source)):
        raise Refused("\n".join(problems))
    return structure, source


@lru_cache(maxsize=64)
def _loaded(structure_file: Path, _changed: tuple[int, ...], language: str, form: Form) -> Instrument:
    structure, source = read_structure(structure_file)
    if language not in structure.languages:
        raise Refused(
            f"{source.at('languages')}: {structure.id} does not speak `{language}`, only "
            f"{', '.join(structure.languages)}. Ask for one of these, or add {language}.yaml and list it."
        )
    words_source = located.read(structure_file.with_name(f"{language}.yaml"))
    words = words_source.to(RawWords)
    if problems := [problem.text for problem in word_problems(structure, words, words_source)]:
        raise Refused("\n".join(problems))
    return assembled(structure, words, form)
