"""People work in copies; an update of the kit loses nothing of theirs."""

import json

from workshop_kit.notebook.copies import copy_folder
from workshop_kit.notebook.doors.saving import strip


def notebook(path, text, **metadata):
    path.parent.mkdir(exist_ok=True)
    cells = [{"cell_type": "markdown", "metadata": metadata, "source": [text]}]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def text(path):
    return json.loads(path.read_text())["cells"][0]["source"][0]


def test_a_copy_that_nobody_changed_follows_the_kit(tmp_path):
    notebook(tmp_path / "kit" / "a.ipynb", "old")
    copy_folder(tmp_path / "kit", tmp_path / "mine")
    notebook(tmp_path / "mine" / "a.ipynb", "old", collapsed=True)  # Jupyter's own metadata is nobody's work
    notebook(tmp_path / "kit" / "a.ipynb", "new")
    (copied,) = copy_folder(tmp_path / "kit", tmp_path / "mine")
    assert text(copied.path) == "new" and copied.aside is None and copied.said == ""


def test_a_changed_copy_stays_until_the_kit_has_a_new_one_and_is_then_set_aside(tmp_path):
    notebook(tmp_path / "kit" / "a.ipynb", "old")
    copy_folder(tmp_path / "kit", tmp_path / "mine")
    notebook(tmp_path / "mine" / "a.ipynb", "my notes")
    (copied,) = copy_folder(tmp_path / "kit", tmp_path / "mine")
    assert text(copied.path) == "my notes"
    notebook(tmp_path / "kit" / "a.ipynb", "new")
    (copied,) = copy_folder(tmp_path / "kit", tmp_path / "mine")
    assert text(copied.path) == "new" and text(copied.aside) == "my notes" and copied.aside.name in copied.said


def test_saving_strips_outputs_and_widget_state():
    cell = {"cell_type": "code", "outputs": [{}], "execution_count": 3, "metadata": {"execution": 1}, "source": "x"}
    model = {"type": "notebook", "content": {"nbformat": 4, "metadata": {"widgets": {}}, "cells": [cell]}}
    strip(model, path="a.ipynb", contents_manager=None)
    assert cell["outputs"] == [] and cell["execution_count"] is None and cell["metadata"] == {}
    assert model["content"]["metadata"] == {}
