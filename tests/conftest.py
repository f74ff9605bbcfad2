"""The kit speaks English in tests, whatever the machine that runs them speaks."""

import os

os.environ["WORKSHOP_LANGUAGE"] = "en"
