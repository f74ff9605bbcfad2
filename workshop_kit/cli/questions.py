"""What is asked: whether an instrument or an agenda is whole (`check`), and every variable of it (`codebook`)."""

import click

from .options import PATH, command, named_or_path, writing


@command("check", "workshop check my-instrument/instrument.yaml")
@click.argument("name", metavar="INSTRUMENT|AGENDA")
def _check(name):
    """Is an instrument or an agenda whole? Says what is wrong, and on which line."""
    from ..checking import check

    for line in check(named_or_path(name)):
        click.echo(line)


@command("codebook", "workshop codebook mindset -o codebook.csv")
@click.argument("instrument", metavar="INSTRUMENT")
@click.option("-o", "--output", required=True, type=PATH, help="The file to write: .csv, or .md to read.")
def _codebook(instrument, output):
    """Every variable of an instrument: wording, key, range, missing rule."""
    from ..codebook import write

    with writing(output):
        count = write(named_or_path(instrument), output)
    click.echo(f"{output}: {count} variables.")


COMMANDS = (_check, _codebook)
