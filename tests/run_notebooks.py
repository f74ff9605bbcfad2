"""Every notebook runs from top to bottom in an empty home, with no room and no answers; and one whose output is the
point prints just what stands in it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LAX = ["--nbval-lax", str(HERE.parent / "notebooks")]
STRICT = ["--nbval", f"--nbval-sanitize-with={HERE}/notebook/sanitise.cfg", f"{HERE}/notebook/the_numbers.ipynb"]

with tempfile.TemporaryDirectory() as home:
    for how in (LAX, STRICT):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *how]
        if status := subprocess.run(command, env={**os.environ, "WORKSHOP_HOME": home}, check=False).returncode:
            sys.exit(status)
