"""Errors that are written for the person who can mend them."""


class Refused(Exception):
    """The input cannot be used. The message says what is wrong, where, and what to do."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]  # a notebook shows the sentence, not the stack
