"""What a start costs: `import workshop_kit` above bare Python, and the learner's pages in a kernel of their own."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 15
IMPORT_LIMIT = 0.100  # seconds above bare Python
KERNEL_LIMIT = 200  # MB

PROGRAMS = {
    "bare Python": "",
    "import workshop_kit": "import workshop_kit",
    "the command": "import workshop_kit.cli",
    "a learner's page": "from workshop_kit.notebook import study",
}
KERNEL = """
import psutil, ipykernel.kernelapp
from workshop_kit.notebook import study
for name in ("role", "self_assessment", "profile", "situations", "telling", "our_month", "month", "plan", "change"):
    getattr(study, name)()
print(psutil.Process().memory_info().rss / 2**20)
"""


def main() -> None:
    """Print the medians; exits with 1 where a limit is passed."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "WORKSHOP_HOME": home, "WORKSHOP_LANGUAGE": "en"}
        seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for _ in range(RUNS):  # in turn, so that a busy moment meets all of them
            for name, program in PROGRAMS.items():
                seconds[name].append(_seconds(program, environment))
        median = {name: statistics.median(taken) for name, taken in seconds.items()}
        for name, taken in median.items():
            print(f"{name:<22} {taken * 1000:6.0f} ms   {(taken - median['bare Python']) * 1000:+5.0f} ms")
        line = [sys.executable, "-c", KERNEL]
        kernel = float(subprocess.run(line, env=environment, capture_output=True, text=True, check=True).stdout)
        print(f"{'a kernel of the pages':<22} {kernel:6.0f} MB")
    above = median["import workshop_kit"] - median["bare Python"]
    if above > IMPORT_LIMIT or kernel > KERNEL_LIMIT:
        sys.exit(f"limits: {IMPORT_LIMIT * 1000:.0f} ms above bare Python, {KERNEL_LIMIT} MB")


def _seconds(program: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    return time.perf_counter() - began
