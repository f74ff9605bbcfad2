"""What is left of rooms, and answers collected elsewhere: read in (`import`), added up (`tally`), told (`report`)."""

import contextlib
import os

import click

from ..instrument import Refused
from .options import PATH, command, named_or_path
from .progress import adding_up, reading


@command("import", "workshop import --suggest answers.csv -o map.yaml")
@click.argument("file", metavar="FILE.csv|ARCHIVE", type=PATH)
@click.option("--suggest", is_flag=True, help="Write a first map, for you to correct.")
@click.option("--map", "map_file", type=PATH, metavar="MAP.yaml", help="Which column is which question.")
@click.option("--instrument", metavar="I", help="A name, or a path (default: the map's, or what fits best).")
@click.option("--activity", metavar="A", help="With --suggest: which to look for (default: what fits best).")
@click.option("--refused", type=PATH, metavar="FILE.csv", help="With --map: a table of all values that do not fit.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=PATH,
    metavar="OUT",
    help="The map, or the archive: a folder, or a zip if it ends in .zip. Never one that is there.",
)
def _import(file, suggest, map_file, instrument, activity, refused, output):
    """Answers collected elsewhere become an archive; an archive is read back.

    From a CSV of LimeSurvey, Google Forms, Microsoft Forms or a spreadsheet:

    \b
      workshop import --suggest answers.csv -o map.yaml
      (read map.yaml, and correct it)
      workshop import answers.csv --map map.yaml -o spring

    What does not fit is listed with its line; names and addresses never go in.

    From an archive, a folder or a zip, also of an older kit: it is checked whole and written anew.

    \b
      workshop import spring.zip -o spring
    """
    from ..pool.manifest import is_archive

    if not os.path.lexists(file):
        raise Refused(f"{file}: there is no such file and no such archive. Check the name.")
    if not suggest and map_file is None and (file.is_dir() or file.suffix.lower() == ".zip" or is_archive(file)):
        said = _read_back(file, output, instrument=instrument, activity=activity, refused=refused)
    elif is_archive(file):
        raise click.UsageError(
            f"{file} is an archive already: `workshop report` and `workshop tally` take it as it is. To have it "
            "checked and written anew, leave --suggest and --map out."
        )
    else:
        said = _from_table(file, suggest, map_file, instrument, activity, refused, output)
    for line in said:
        click.echo(line)


def _read_back(file, output, **not_here):
    from ..pool.reading_back import read_back

    if given := next((name for name, value in not_here.items() if value is not None), None):
        raise click.UsageError(f"{file} is to be read back as an archive, and --{given} is for answers in a CSV.")
    return read_back(file, output).lines()


def _from_table(file, suggest, map_file, instrument, activity, refused, output):
    if suggest == (map_file is not None):
        raise click.UsageError(
            "Say either --suggest (to write a first map) or --map MAP.yaml (to import with it); only an archive "
            "needs neither."
        )
    if suggest and refused:
        raise click.UsageError("--refused goes with --map: --suggest refuses nothing yet.")
    if activity and not suggest:
        raise click.UsageError("--activity goes with --suggest; in a map, write `activity:`.")
    named = instrument and named_or_path(instrument)
    if suggest:
        from ..pool.collect.suggest import suggest as first_map

        return first_map(file, named, output, activity)
    from ..pool.collect import import_csv

    with reading(file) as progress:
        summary = import_csv(file, map_file, named, output, refused=refused, progress=progress)
    said = (
        f"What was refused stands in {refused}." if summary.faults else f"No value was refused: there is no {refused}."
    )
    return [*summary.lines(), *([said] if refused else [])]


@command("tally", "workshop tally spring/ autumn/ -o tally.json --activity climate --dask tcp://10.0.0.5:8786")
@click.argument("archives", nargs=-1, required=True, type=PATH)
@click.option("--activity", metavar="A", help="Which activity; needed where the archives hold several.")
@click.option("--dask", metavar="ADDRESS", help="Add up on the Dask cluster of this scheduler (default: here).")
@click.option("-o", "--output", required=True, type=PATH, help="The file to write.")
def _tally(archives, activity, dask, output):
    """Archives added up to one tally.

    An archive of fewer than five people has no tally, and is in no sum. With --dask the workers read the archives where
    they are, under the same paths, with the same version of the kit; only tallies travel.
    """
    import json

    from ..pool import packing
    from ..pool.together import here, together

    packing.refuse_writing_over(output, archives)
    with contextlib.ExitStack() as during:
        spread = here
        if dask is not None:
            from ..pool.cluster import cluster

            spread = during.enter_context(cluster(dask))
        progress = during.enter_context(adding_up(len(archives)))
        found = together(archives, activity, spread=spread, progress=progress)
    added = found.tally
    content = {"rehearsal": True, **added.to_json()} if found.rehearsal else added.to_json()
    packing.write_file(output, json.dumps(content, indent=1) + "\n")
    for copy, first in found.twice:
        click.echo(f"{copy} holds the same as {first}: its people count twice. Leave one of them out.", err=True)
    if found.left_out:
        click.echo(f"Left out, because fewer than five people answered: {', '.join(found.left_out)}.", err=True)
    mark = " (rehearsal: simulated people)" if found.rehearsal else ""
    click.echo(f"{output}: {added.n:,} people{mark}, {len(added.figures)} figures of `{added.activity}`.")


@command("report", "workshop report spring.zip autumn.zip -o what-changed.html --pdf")
@click.argument("archives", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", required=True, type=PATH, help="The page to write.")
@click.option(
    "--for",
    "reader",
    type=click.Choice(("team", "analyst")),
    default="team",
    show_default=True,
    help="The analyst's has reliability, caution and the codebook, too.",
)
@click.option("--static", is_flag=True, help="Figures that only stand there: a small page without any script.")
@click.option("--pdf", is_flag=True, help="Print it beside the page, too; takes a Chromium, Chrome or Edge.")
@click.option(
    "--paper", type=click.Choice(("A4", "letter")), default="A4", show_default=True, help="What --pdf prints on."
)
@click.option("--language", metavar="L", help="One that the room spoke, or the questions are in (default: the first).")
@click.option("--without-notes", is_flag=True, help="Leave the facilitator's notes out.")
def _report(archives, output, without_notes, **how):
    """A page that can be sent: what came out, and how sure it is.

    Two archives that asked the same are before and after, in this order: the page begins with what changed. More of
    one activity with rows are added up; all else gets a part each.
    """
    from ..views.report import write

    for path in write(list(archives), output, notes=not without_notes, **how):
        click.echo(f"{path} is written.")


COMMANDS = (_import, _tally, _report)
