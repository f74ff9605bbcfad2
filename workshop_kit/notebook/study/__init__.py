"""What the learner's notebooks call: one function a cell. All of them share one journal.

They ask (`asking`), show what follows (`picture`), bring it to a workshop (`share`), say whether everything works
(`check`) and whose the pages are (`profiles`), hand out the data (`data`) and remove it (`forgetting`). What is shown
follows what is answered (`following`).
"""

from ... import __version__
from ...instrument import Refused
from ...room.client import Room, RoomError, fit
from ..check import Check
from ..journal import Journal
from ..profiles import Profiles
from ..sharing import Sharing
from .asking import ACTIVITY, SelfAssessment, again, our_month, role, self_assessment, situations, sorting
from .data import answers
from .forgetting import forget
from .picture import profile


def share(address: str | None = None) -> Sharing:
    """A field for a room's address; then one button for each thing that can be brought there."""
    return Sharing(Journal(), (ACTIVITY, "role"), address)


def profiles() -> Profiles:
    """*Someone else uses this machine too?* Each has pages of their own."""
    return Profiles()


def check() -> Check:
    """Whether everything works here, line by line."""
    return Check()


__all__ = [
    "Refused",
    "Room",
    "RoomError",
    "SelfAssessment",
    "__version__",
    "again",
    "answers",
    "check",
    "fit",
    "forget",
    "our_month",
    "profile",
    "profiles",
    "role",
    "self_assessment",
    "share",
    "situations",
    "sorting",
]
