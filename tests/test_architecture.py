"""The house has floors: a room imports only from rooms below it, and what is heavy loads on first use."""

import ast
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from running import environment

import workshop_kit

PACKAGE = Path(workshop_kit.__file__).parent

FLOORS = [
    {"home", "network"},
    {"printing"},
    {"instrument"},
    {"measure"},
    {"codebook"},
    {"pool"},
    {"questionnaire"},  # its document is what views take their words from
    {"views"},
    {"room", "notebook"},
    {"rehearsal", "live", "lab", "studying", "checking", "doctor", "offline"},
    {"cli"},
    {"__main__"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
FACE = {"__version__", "Refused"}  # what any room may ask of the package itself
NOTEBOOK_MAY_USE = {"room.client", "room.receipts"}


def _imports(path: Path) -> set[tuple[str, int]]:
    """The kit's own modules that a file imports, anywhere in it, as `room.client`, each with its line."""
    package = ("workshop_kit", *path.relative_to(PACKAGE).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found |= {(f"{module}.{alias.name}", node.lineno) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {(alias.name, node.lineno) for alias in node.names}
    ours = {(name.removeprefix("workshop_kit."), line) for name, line in found if name.startswith("workshop_kit.")}
    return {(name, line) for name, line in ours if name.split(".")[0] not in FACE}


FILES = sorted(path for path in PACKAGE.rglob("*.py") if not path.relative_to(PACKAGE).parts[0].startswith("_"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_room_of_the_house_has_a_floor():
    assert {_room(path) for path in FILES} <= set(FLOOR)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_imported_from_a_floor_above_or_beside(path):
    room = _room(path)
    for name, line in _imports(path):
        other = name.split(".")[0]
        where = f"{path.relative_to(PACKAGE)}, line {line}: {name}"
        assert other in FLOOR, where
        if other == room:
            continue
        beside = room == "notebook" and ".".join(name.split(".")[:2]) in NOTEBOOK_MAY_USE
        top = FLOOR[room] == FLOOR["live"] == FLOOR[other]  # the programs may call one another
        assert FLOOR[other] < FLOOR[room] or beside or top, where


def test_no_file_of_the_kit_needs_itself_through_others():
    """Imports inside functions, or for types alone, count too: to put an import off hides a circle and breaks none."""
    files = {_module(path): path for path in FILES if path.name != "__init__.py"}
    graph = {name: _needed(path, files.keys()) - {name} for name, path in files.items()}
    assert {"notebook.journal", "home"} <= graph["notebook.people"], "imports of siblings and from below are seen"
    while leaves := [name for name, needs in graph.items() if not needs & graph.keys()]:
        for name in leaves:
            del graph[name]
    assert not graph, {name: needs & graph.keys() for name, needs in graph.items()}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _needed(path: Path, modules: Collection[str]) -> set[str]:
    """The files that a file imports, or imports something from."""
    named = {name for name, _ in _imports(path)}
    return (named | {name.rpartition(".")[0] for name in named}) & modules


def _loaded(code: str, home: Path) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(home), cwd=home, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stdout.split()}


HEAVY = {"numpy", "pandas", "scipy", "plotly", "pyarrow", "sqlalchemy", "litestar", "uvicorn", "anywidget", "IPython"}
HEAVY |= {"dask", "distributed"}


def test_importing_the_kit_loads_nothing_that_is_heavy(tmp_path):
    assert not _loaded("import workshop_kit", tmp_path) & HEAVY
    assert not _loaded("import workshop_kit.cli", tmp_path) & HEAVY


def test_loading_an_instrument_loads_nothing_that_counts_or_draws(tmp_path):
    loaded = _loaded("import workshop_kit as wk; wk.load_instrument('mindset')", tmp_path)
    assert not loaded & HEAVY


def test_archives_are_added_up_here_without_anything_of_a_cluster(tmp_path):
    assert not _loaded("import workshop_kit.pool.together", tmp_path) & {"dask", "distributed"}


def test_starting_the_service_waits_for_nothing_that_draws(tmp_path):
    assert not _loaded("import workshop_kit.live", tmp_path) & {"pandas", "plotly", "scipy", "pyarrow", "IPython"}


def test_every_name_of_the_face_is_there():
    for name in workshop_kit.__all__:
        assert getattr(workshop_kit, name) is not None, name
    assert set(workshop_kit.__all__) <= set(dir(workshop_kit))
    with pytest.raises(AttributeError, match="nonsense"):
        workshop_kit.nonsense  # noqa: B018


def test_the_package_opens_no_address_of_another_machine():
    """Nothing leaves the machine: no file of ours names a host other than this one and the namespaces of formats."""
    import re

    known = {"www.w3.org", "workshop-kit.invalid", "127.0.0.1", "localhost", "json-schema.org"}
    for path in PACKAGE.rglob("*"):
        if path.suffix not in (".py", ".js", ".css", ".html", ".json", ".svg") or "_data" in path.parts:
            continue
        for host in re.findall(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", path.read_text("utf-8")):
            private = re.match(r"(192\.168|10|192\.0\.2|203\.0\.113)\.", host) or host.endswith((".example", ".test"))
            assert host in known or private, (path.relative_to(PACKAGE).as_posix(), host)
