"""Every notebook runs from top to bottom in an empty home, with no room and no answers."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"

with tempfile.TemporaryDirectory() as home:
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", str(NOTEBOOKS)]
    sys.exit(subprocess.run(command, env={**os.environ, "WORKSHOP_HOME": home}, check=False).returncode)
