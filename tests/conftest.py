"""The kit speaks English in tests, whatever the machine that runs them speaks, and no test of properties fails because
that machine is busy; `run` runs the kit's command."""

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

from workshop_kit import cli

os.environ["WORKSHOP_LANGUAGE"] = "en"
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


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
