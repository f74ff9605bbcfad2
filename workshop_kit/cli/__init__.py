"""The command `workshop`. It reads the command line and calls one function; what goes wrong becomes a sentence.

- `rooms`      a room is opened, served, rehearsed, exported
- `alone`      without a room: the notebooks, the questionnaire as one file, will it work here
- `archives`   what is left of rooms, and answers collected elsewhere: read in, added up, reported
- `questions`  instruments and agendas: whether they are whole, and their codebook
- `options`    what several commands share
- `progress`   bars on the terminal while somebody waits

Exit status: 0 done, 1 the input was refused, 2 wrong usage. What a command needs loads when it is called.
"""

import os
import sys

import click

from .. import __version__
from ..instrument import Refused
from . import alone, archives, questions, rooms


def main() -> None:
    """The console script: every error is a sentence, none is a traceback."""
    try:
        sys.exit(workshop(standalone_mode=False) or 0)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except Refused as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(0)
    except Exception as error:
        if os.environ.get("WORKSHOP_DEBUG"):
            raise
        click.echo(f"Something unexpected: {type(error).__name__}: {error}", err=True)
        click.echo("Nothing of yours was changed. With WORKSHOP_DEBUG=1 you see where it happened.", err=True)
        sys.exit(1)


@click.group(commands=[*rooms.COMMANDS, *alone.COMMANDS, *archives.COMMANDS, *questions.COMMANDS])
@click.version_option(__version__, prog_name="workshop")
def workshop() -> None:
    """A workshop kit: a team finds out how leadership and management live in it, and acts on it."""
