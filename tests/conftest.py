"""The kit speaks English in tests, whatever the machine that runs them speaks; `run` runs its command."""

import os
import sys

import pytest

from workshop_kit import cli

os.environ["WORKSHOP_LANGUAGE"] = "en"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs the command in this process: (exit status, stdout, stderr)."""
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "home"))

    def called(*args) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["workshop", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return ended.value.code, out, err

    return called
