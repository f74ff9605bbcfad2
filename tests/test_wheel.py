"""The wheel is the whole kit: built, installed where there is no checkout, and run there."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from running import Live, environment, fetch, workshop

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """A Python of its own with the wheel; dependencies come from this environment, the checkout from nowhere."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    done = subprocess.run([sys.executable, *install], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())
    # a path file adds the folder itself, not the path files in it, of which one points to the checkout
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_the_wheel_holds_the_data_the_notebooks_and_the_pages(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    for folder, into in (("data", "workshop_kit/_data"), ("notebooks", "workshop_kit/_notebooks")):
        files = [
            path for path in (ROOT / folder).rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts
        ]
        assert files or folder == "notebooks"
        for path in files:
            assert f"{into}/{path.relative_to(ROOT / folder).as_posix()}" in inside
    shipped = subprocess.run(
        ["git", "ls-files", "workshop_kit"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    assert [path for path in shipped if path not in inside] == []


def test_the_wheel_holds_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    strange = [name for name in names if not name.startswith(("workshop_kit/", "workshop_kit-"))]
    assert strange == []
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".sqlite", ".orig"))] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_checkout_is_not_what_is_run(python, home):
    ask = "import workshop_kit; from workshop_kit import home; print(workshop_kit.__file__); print(home.data())"
    done = subprocess.run([python, "-c", ask], env=environment(home), cwd=home, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        assert ROOT not in Path(line).parents, line
        assert python.parents[1] in Path(line).parents, line


def test_check_finds_the_instruments_and_agendas_of_the_wheel(python, home):
    script = [python.with_name("workshop")]
    for name in ("mindset", "leadership-climate", "60-minutes"):
        done = workshop("check", name, home=home, program=script)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert "fine" in done.stdout


def test_live_runs_outside_the_repository(python, home):
    with Live(
        home, "--host", "127.0.0.1", "--port", "0", "--seats", "8", program=[python.with_name("workshop")]
    ) as live:
        live.answering()
        assert "<main" in fetch(live.line["room"]).text
        assert fetch(live.line["screen"]).status_code == 200
        for name in ("module.js", "phone.js", "style.css", "icon.svg", "plotly.min.js"):
            assert fetch(f"{live.base}/static/{name}").status_code == 200, name
        room = live.room()
        assert {"self", "sorting", "our_month"} <= set(room.keys)
        room.stage("answer", activity="sorting").raise_for_status()
        room.share("sorting", 5)
        room.stage("reveal", activity="sorting").raise_for_status()
        assert room.get("/views/sorting").raise_for_status().json()["n"] == 5
        _, status = live.stop()
        assert status == 0


def test_notebooks_and_the_files_of_widgets_are_found_in_the_wheel(python, home):
    ask = """
import workshop_kit as wk
from workshop_kit import home, lab
widget = wk.Questionnaire(wk.load_instrument("check-in"))
print(len(widget._esm) > 1000)
copies = list(lab.copies())
print(all(home.root() in copied.path.parents for copied in copies))
"""
    done = subprocess.run([python, "-c", ask], env=environment(home), cwd=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True"]
