"""Without a room: the notebooks on one's own machine, the questionnaire as one file, and whether it will work here."""

import click

from .options import FORM, PATH, command, named_or_path, writing


@command("lab", "workshop lab")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: any free one.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser; print the address.")
@click.option("--profile", metavar="NAME", help="Where several people use this machine: whose pages (`me`: the first).")
@click.option(
    "--open",
    "page",
    type=click.Choice(("study", "debrief", "programme")),
    default="study",
    show_default=True,
    help="The pages for one person, or those of the analyst: one workshop, or many.",
)
def _lab(port, no_browser, profile, page):
    """The notebooks, on your own machine: those for one person alone, and the analyst's."""
    from .. import studying

    return studying.run(port, browser=not no_browser, profile=profile, page=page)


@command("offline", "workshop offline -o questionnaire.html --agenda 60-minutes")
@click.option("-o", "--output", required=True, type=PATH, help="The page to write.")
@click.option("--agenda", metavar="A", help="A name, or a path to an agenda.yaml.")
@click.option("--instrument", metavar="I", help="A name, or a path to an instrument.yaml.")
@click.option("--form", type=FORM, help="Short or full (default: as in the room).")
@click.option("--language", default="en", metavar="L", show_default=True, help="The language of the page.")
def _offline(output, agenda, instrument, form, language):
    """The questionnaire as one file, for a room without a network.

    Give it the options of the room: people load their answers into its page, and still decide what to share.
    """
    from ..offline import write

    named = {"agenda": agenda and named_or_path(agenda), "instrument": instrument and named_or_path(instrument)}
    with writing(output):
        said = write(output, form=form, language=language, **named)
    click.echo(said)


@command("doctor", "workshop doctor --phone")
@click.option("--port", type=click.IntRange(1, 65535), help="The port that you mean to use (default: as `live`).")
@click.option("--phone", is_flag=True, help="Wait until a phone has opened a page of this machine: the surest look.")
@click.option("--seconds", type=click.IntRange(1), default=90, show_default=True, help="How long to wait for it.")
@click.option("--no-lab", is_flag=True, help="Do not try to start JupyterLab.")
def _doctor(port, phone, seconds, no_lab):
    """Will it work here? Looks at this machine and its network, and says what to mend first."""
    from .. import doctor

    return doctor.run(port, lab=not no_lab, phone=seconds if phone else None)


COMMANDS = (_lab, _offline, _doctor)
