"""`python -m benchmarks`: all of them, one after the other."""

from . import answers

answers.main()
