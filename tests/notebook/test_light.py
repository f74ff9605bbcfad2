"""A learner's pages are light: what is heavy loads where it is used first, and most pages never do."""

import subprocess
import sys

import pytest
from running import environment

HEAVY = {
    "numpy", "pandas", "scipy", "plotly", "pyarrow", "sqlalchemy", "litestar", "uvicorn", "icalendar", "jinja2",
}  # fmt: skip

PAGES = {
    "00": "check profiles forget",
    "01": "sorting definition definition_again",
    "02": "role self_assessment profile corrections take_along share",
    "03": "situations telling try_one",
    "04": "balance overdone our_month month",
    "05": "so_far plan take_along",
    "06": "another_look plan_review again looking_back change what_next",
}


def loaded(program: str, home) -> set[str]:
    """The packages that a program has loaded at its end."""
    line = [sys.executable, "-c", f"import sys\n{program}\nprint(*sys.modules)"]
    done = subprocess.run(line, env=environment(home), cwd=home, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_loads_what_it_does_not_show(page, tmp_path):
    calls = "\n".join(f"study.{name}()" for name in PAGES[page].split())
    found = loaded(f"from workshop_kit.notebook import study\n{calls}", tmp_path)
    assert "ipywidgets" in found and not found & HEAVY


def test_a_whole_path_with_answers_stays_within_two_hundred_megabytes(tmp_path):
    """Every page in one kernel, answered in full, with the table and the figure *under the hood* opened."""
    program = """
import psutil, ipykernel.kernelapp
from workshop_kit.instrument import load_instrument
from workshop_kit.notebook import study
from workshop_kit.notebook.journal import Journal
instrument, journal = load_instrument("mindset"), Journal()
for activity in ("role", "sorting", "self", "situations", "our_month"):
    keys = instrument.keys[activity]
    first = {key: admits["values"][0] for key, admits in keys.items() if "values" in admits}
    journal.keep(activity, {key: [value] if keys[key]["kind"] == "pick" else value for key, value in first.items()})
journal.keep("self@2", journal.answers["self"])
journal.note("plan", {"when": "a", "will": "b", "seen": "c"})
for name in CALLS:
    getattr(study, name)()
assert len(study.answers("self")) == 80
study.figure("self")
print("rss", psutil.Process().memory_info().rss // 2**20)
"""
    names = " ".join(PAGES.values()).split()
    line = [sys.executable, "-c", program.replace("CALLS", repr(names))]
    done = subprocess.run(line, env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=True)
    rss = int(done.stdout.split("rss")[1])
    assert 20 < rss <= 200, rss
