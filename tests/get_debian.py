"""Get what the tests need beside Python, where it is missing: a browser, nginx, and the tools of networks.

`get_debian.py` gets all; `get_debian.py nginx` some. Debian's packages where there are any, and for the browser
Playwright's own elsewhere. What stays missing is said, and each test that needs it skips with a sentence. What the
installers print is shown where they fail, and not else.
"""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# what is wanted: (programs, any of which will do; Debian's packages)
WANTED = {
    "chromium": (BROWSERS, ["chromium", "fonts-dejavu-core"]),
    "nginx": (("nginx", "/usr/sbin/nginx"), ["nginx-light"]),
    "openssl": (("openssl",), ["openssl"]),
    "ip": (("ip", "/usr/sbin/ip"), ["iproute2"]),
    "nft": (("nft", "/usr/sbin/nft"), ["nftables"]),
}


def main(names: list[str]) -> int:
    missing = [name for name in names or WANTED if not there(name)]
    if missing:
        print(f"Getting {', '.join(missing)} …", file=sys.stderr)
        install([package for name in missing for package in WANTED[name][1]])
    if "chromium" in missing and not there("chromium") and playwrights_own():
        print("No Chromium could be got. Install one, and have `chromium` on the PATH.", file=sys.stderr)
        return 1
    for name in missing:
        if name != "chromium" and not there(name):
            print(f"{name} is not here and could not be got: the tests that need it will skip.", file=sys.stderr)
    return 0


def there(name: str) -> bool:
    return any(shutil.which(program) for program in WANTED[name][0])


def install(packages: list[str]) -> None:
    if not shutil.which("apt-get"):
        return
    # what is installed here is started by the tests, never by the system
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    first = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if first is None:
        return
    quietly(*first, *apt, "update")
    quietly(*first, *apt, "install", "-y", *packages)


def playwrights_own() -> int:
    print("Getting Playwright's Chromium …", file=sys.stderr)
    playwright = (sys.executable, "-m", "playwright", "install")
    return quietly(*playwright, "--with-deps", "chromium") and quietly(*playwright, "chromium")


def quietly(*command: str) -> int:
    """Run a command to its end; what it printed is shown only where it fails. Returns its exit status."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode:
        last = done.stdout.strip().splitlines()[-20:]
        print(f"`{' '.join(command)}` ended with {done.returncode}:", *last, sep="\n  ", file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
