"""The save hook: what a notebook shows never reaches its file.

JupyterLab saves by itself every two minutes. Without this an answer or a team's figure would end up in the file.
"""


def strip(model: dict, **_: object) -> None:
    """Clear outputs, execution counts and widget state of a notebook that is about to be saved (in place).

    `model` is a contents model of Jupyter Server; anything but a version 4 notebook is left alone.
    """
    notebook = model.get("content")
    if model.get("type") != "notebook" or not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        return
    notebook.get("metadata", {}).pop("widgets", None)
    for cell in notebook.get("cells", []):
        if cell.get("cell_type") == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
            cell.get("metadata", {}).pop("execution", None)
