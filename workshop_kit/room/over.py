"""What lies over the picture for a moment: the code for those who come late, or the count-down before a reveal.

It is the room's, so that every screen and every console sees the same; the next move of the room takes it away. A
count-down is shown and nothing else: whoever began it reveals at its end, and if they do not, nothing happens.
"""

import time

COUNT = 3  # seconds
KINDS = ("code", "countdown", "nothing")


def laid(kind: str | None) -> dict | None:
    """What the room keeps."""
    if kind == "countdown":
        return {"show": kind, "until": time.time() + COUNT}
    return {"show": kind} if kind == "code" else None


def seen(kept: dict | None) -> dict | None:
    """What everybody sees; clocks differ from machine to machine, so it says how many seconds are left."""
    if not kept or "until" not in kept:
        return kept or None
    left = kept["until"] - time.time()
    return {"show": kept["show"], "seconds": round(left, 2)} if left > 0 else None
