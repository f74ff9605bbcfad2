"""The notebooks' side of the kit. In a kernel a page is one person's from the moment that it runs."""

import sys

from .. import home


def _follow_the_kernel() -> None:
    """Every run of a cell asks anew whose page this is; what is tapped between two runs belongs to the same person."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and hasattr(shell, "kernel"):
        home.new_page()
        shell.events.register("pre_run_cell", lambda *_: home.new_page())


_follow_the_kernel()
