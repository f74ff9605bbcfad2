"""`python -m benchmarks [name …]`: all of them, or those named, one after the other."""

import sys
from importlib import import_module

NAMES = ("scoring", "answers", "starting", "programme")

chosen = sys.argv[1:] or NAMES
if strange := [name for name in chosen if name not in NAMES]:
    sys.exit(f"there is no benchmark `{strange[0]}`; there are: {', '.join(NAMES)}.")
for name in chosen:
    print(f"{name}\n")
    import_module(f".{name}", __package__).main()
    print()
