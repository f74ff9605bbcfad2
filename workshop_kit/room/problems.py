"""What the room says when it cannot do what was asked: problem documents after RFC 9457."""

from typing import Any

BASE = "https://workshop-kit.invalid/problems/"


class Problem(Exception):
    """An answer other than success: `type` is stable, `detail` is for a person."""

    def __init__(self, status: int, type: str, detail: str, **more: Any):
        super().__init__(detail)
        self.status, self.type, self.detail, self.more = status, type, detail, more

    def document(self) -> dict:
        title = self.type.replace("-", " ")
        return {"type": BASE + self.type, "title": title, "status": self.status, "detail": self.detail, **self.more}


def no_such_room(code: str) -> Problem:
    return Problem(404, "no-such-room", f"There is no room {code}. Check the code on the screen.")


def no_such_activity(id: str, there: list[str]) -> Problem:
    return Problem(404, "no-such-activity", f"This room has no activity `{id}`; it has {', '.join(there)}.")


def closed() -> Problem:
    return Problem(409, "closed", "This room is closed. What was not revealed has been dropped.")
