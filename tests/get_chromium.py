"""Get a Chromium for the browser tests, where there is none: Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> int:
    if any(shutil.which(name) for name in NAMES):
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        packages = ["chromium", "fonts-dejavu-core"]
        done = subprocess.run(["apt-get", "install", "-y", "-qq", *packages], env=environment, check=False)
        if done.returncode == 0 and any(shutil.which(name) for name in NAMES):
            return 0
    print("Getting Playwright's Chromium …", file=sys.stderr)
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], check=False)
    if done.returncode:
        done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if done.returncode:
        print("No Chromium could be got. Install one, and have `chromium` on the PATH.", file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
