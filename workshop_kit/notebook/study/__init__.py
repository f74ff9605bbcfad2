"""What the learner's notebooks call: one function a cell. All of them share one journal.

They ask (`asking`), show what follows (`picture`, `differing`, `showing`, `last_month`), let the learner try
(`explorer`, `amounts`), keep their words (`writing`, `planning`) and show them again (`recalled`), let them look again
weeks later (`looks`, `another_look`, `looking_again`) and say what has changed (`changes`), hand it over as files
(`downloads`), bring it to a workshop (`share`), say whether everything works (`check`) and whose the pages are
(`profiles`), hand out the data (`data`) and remove it (`forgetting`). What is shown follows what is answered
(`following`); its look is `page` and `study.css`.
"""

from ... import __version__
from ...instrument import Refused
from ...room.client import Room, RoomError, fit
from ..check import Check
from ..journal import Journal
from ..profiles import Profiles
from ..sharing import Sharing
from .amounts import overdone
from .another_look import another_look
from .asking import SelfAssessment, again, our_month, role, self_assessment, situations, sorting
from .changes import change
from .data import answers, figure, under_the_hood
from .differing import where_we_differ
from .downloads import take_along
from .explorer import balance
from .forgetting import forget
from .last_month import month
from .looking_again import first_time, looking_back, plan_review
from .looks import ACTIVITY
from .picture import profile
from .planning import plan
from .recalled import definition_again, so_far
from .showing import telling
from .writing import corrections, definition, try_one, what_next


def share(address: str | None = None) -> Sharing:
    """A field for a room's address; then one button for each thing that can be brought there."""
    return Sharing(Journal(), (ACTIVITY, "role", "sorting", "situations", "our_month"), address)


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
    "another_look",
    "answers",
    "balance",
    "change",
    "check",
    "corrections",
    "definition",
    "definition_again",
    "figure",
    "first_time",
    "fit",
    "forget",
    "looking_back",
    "month",
    "our_month",
    "overdone",
    "plan",
    "plan_review",
    "profile",
    "profiles",
    "role",
    "self_assessment",
    "share",
    "situations",
    "so_far",
    "sorting",
    "take_along",
    "telling",
    "try_one",
    "under_the_hood",
    "what_next",
    "where_we_differ",
]
