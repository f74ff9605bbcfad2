"""The doors of the notebooks: what makes a notebook open like a page.

`config/`   a Jupyter config folder: no news, no update check, no extension manager; saving goes through `saving.strip`.
            What widgets say goes to the kernel's main shell (`commsOverSubshells`): JupyterLab would go on using a
            subshell of a kernel that has been restarted by anybody else, or that had crashed, and answers were lost.
`share/`    a Jupyter data folder with one hand-written labextension: workshop notebooks run when they
            are opened, and show no code. (No build step: the file that you read is the file that runs.)
`saving`    the save hook: outputs and widget state never reach the disk.

They are found through the environment alone, so nothing of a person's own Jupyter is touched.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
CONFIG = FOLDER / "config"
SHARE = FOLDER / "share"


def environment(env: dict[str, str], own: Path) -> dict[str, str]:
    """A copy of `env` in which Jupyter finds the doors and keeps settings, workspaces and runtime in `own`."""
    import os

    def first(folder: Path, name: str) -> str:
        return os.pathsep.join([str(folder), *filter(None, [env.get(name)])])

    return env | {
        "JUPYTER_CONFIG_PATH": first(CONFIG, "JUPYTER_CONFIG_PATH"),
        "JUPYTER_PATH": first(SHARE, "JUPYTER_PATH"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        # The python3 kernel must be the one that has the kit, not another one of the same name.
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
