"""`python -m workshop_kit` is the command `workshop`, and this its first line: Ctrl-C ends it quietly from here on."""

import sys


def main() -> None:
    try:
        from .cli import main as workshop

        workshop()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
