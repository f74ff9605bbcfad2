"""The command `workshop`. It reads the command line and calls one function; what goes wrong becomes a sentence.

Exit status: 0 done, 1 the input was refused, 2 wrong usage.
"""

import contextlib
import os
import sys
from pathlib import Path

import click

from . import __version__
from .instrument import Refused

FORM = click.Choice(["short", "full"])
PATH = click.Path(path_type=Path, readable=False)  # whether it can be read is said by whoever reads it
PACE = click.Choice(["presenter", "participants"])


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


class _Examples(click.Command):
    """A command whose help ends with an example, as it would be typed."""

    def __init__(self, *args, example: str, **more):
        super().__init__(*args, epilog=f"Example:  {example}", **more)


def _command(name: str, example: str):
    return workshop.command(name, cls=_Examples, example=example)


@click.group()
@click.version_option(__version__, prog_name="workshop")
def workshop() -> None:
    """A workshop kit: a team finds out how leadership and management live in it, and acts on it."""


# options that several commands share


def _all(*options):
    def decorate(function):
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_serving = _all(
    click.option("--db", metavar="URL", help="Where rooms are kept (default: a SQLite file in your home)."),
    click.option("--host", metavar="H", help="Listen on this address only (default: all)."),
    click.option(
        "--port", type=click.IntRange(0, 65535), help="Default 8800, or the last room's; 0 takes any free one."
    ),
    click.option("--public-url", metavar="URL", help="The address that people use, if a proxy stands in front."),
    click.option("--certfile", type=click.Path(exists=True, dir_okay=False), help="A certificate, for https."),
    click.option("--keyfile", type=click.Path(exists=True, dir_okay=False), help="The certificate's key."),
)


KEEP = click.IntRange(1, 3650)
KEPT = "Close a room that nobody has moved for so many days (default 30); what was not revealed is dropped."


@_command("live", "workshop live --title 'Operations team' --seats 18")
@click.option("--title", help="What the screen calls this workshop.")
@click.option("--new", is_flag=True, help="Close the room that is open and open another.")
@click.option("--seats", type=click.IntRange(1), help="How many people are in the room; else the console asks.")
@click.option("--threshold", type=click.IntRange(5), help="How many must share before anything is shown (5 or more).")
@click.option("--instrument", metavar="I", help="A name, or a path to an instrument.yaml.")
@click.option("--form", type=FORM, help="Short or full.")
@click.option("--agenda", metavar="A", help="A name, or a path to an agenda.yaml.")
@click.option("--groups", metavar="A=8,B=6", help="Groups with their heads, at most twelve.")
@click.option("--pace", type=PACE, help="One activity after the other, or all at once.")
@click.option("--languages", metavar="en,es", help="The languages that people may choose.")
@click.option("--rehearse", type=click.IntRange(1, 500), metavar="N", help="A rehearsal room with N simulated people.")
@click.option(
    "--speed", type=click.FloatRange(0.1), default=10, help="How fast simulated people are.", show_default=True
)
@click.option("--keep", type=KEEP, metavar="DAYS", help=KEPT)
@click.option("--no-lab", is_flag=True, help="Without JupyterLab; prints one line of JSON first.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@_serving
def _live(new, no_lab, no_browser, speed, groups, languages, db, host, port, certfile, keyfile, public_url, **room):
    """Open a room: a service for everybody in it, and JupyterLab with the console for you."""
    from .live import Serving, live

    given = {name: value for name, value in room.items() if value is not None}
    if groups is not None:
        given["groups"] = _groups(groups)
    if languages is not None:
        given["languages"] = [part.strip() for part in languages.split(",") if part.strip()]
    if public_url is not None:
        given["public_url"] = public_url
    for name in ("instrument", "agenda"):
        if name in given:
            given[name] = _named_or_path(given[name])
    serving = Serving(db, host, port, public_url, certfile, keyfile)
    return live(given, serving, new=new, lab=not no_lab, browser=not no_browser, speed=speed)


@_command("serve", 'workshop serve --port 8080 --host-key "$KEY"')
@_serving
@click.option(
    "--host-key", metavar="KEY", help="Who holds it may open, list and delete rooms (default: one is made and kept)."
)
@click.option("--keep", type=KEEP, metavar="DAYS", default=30, help=KEPT)
def _serve(host_key, keep, db, host, port, public_url, certfile, keyfile):
    """The service alone: many rooms, no JupyterLab."""
    from .live import Serving, serve

    return serve(Serving(db, host, port, public_url, certfile, keyfile), host_key, keep)


@_command("lab", "workshop lab")
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
    from . import studying

    return studying.run(port, browser=not no_browser, profile=profile, page=page)


@_command("rehearse", "workshop rehearse http://127.0.0.1:8800/K7QF9M --people 30 --mix mixed --seed 7")
@click.argument("url")
@click.option("--people", type=click.IntRange(1, 500), metavar="N", help="Default: as many as the room has seats.")
@click.option("--mix", default="mixed", show_default=True, help="What kind of team they are; a wrong name lists all.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
@click.option(
    "--speed", type=click.FloatRange(0.1), default=10, show_default=True, help="1 is how people really answer."
)
def _rehearse(url, people, mix, seed, speed):
    """Simulated people join a rehearsal room, through the interface that real ones use."""
    import asyncio

    from .rehearsal import rehearse

    asyncio.run(
        rehearse(url, people=people, mix=mix, seed=seed, speed=speed, say=lambda text: click.echo(text, err=True))
    )


@_command("import", "workshop import --suggest answers.csv -o map.yaml")
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
    from .pool.manifest import is_archive

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
    from .pool.reading_back import read_back

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
    named = instrument and _named_or_path(instrument)
    if suggest:
        from .pool.collect.suggest import suggest as first_map

        return first_map(file, named, output, activity)
    from .pool.collect import import_csv

    with _reading(file) as progress:
        summary = import_csv(file, map_file, named, output, refused=refused, progress=progress)
    said = (
        f"What was refused stands in {refused}." if summary.faults else f"No value was refused: there is no {refused}."
    )
    return [*summary.lines(), *([said] if refused else [])]


LONG = 10_000_000  # bytes from which on reading takes long enough for a bar


@contextlib.contextmanager
def _reading(file: Path):
    """A bar on the terminal while a long file is read."""
    if not sys.stderr.isatty() or not file.is_file() or file.stat().st_size < LONG:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"Reading {file.name}", total=file.stat().st_size)

        def progress(read: int, size: int) -> None:
            bar.update(task, completed=read, description="Sorting and writing" if read >= size else None)

        yield progress


@_command("export", "workshop export http://127.0.0.1:8800/K7QF9M -o spring.zip")
@click.argument("url")
@click.option("--key", help="The facilitator's key of the room (not needed where the room was opened).")
@click.option("-o", "--output", required=True, type=PATH, help="The folder, or the .zip, of the archive.")
def _export(url, key, output):
    """What a room has shown so far, and what was agreed, becomes an archive."""
    from .room.client import Room

    click.echo(f"{Room(url, key=key).export_to(output)} is written.")


@_command("tally", "workshop tally spring/ autumn/ -o tally.json --activity climate --dask tcp://10.0.0.5:8786")
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

    from .pool import packing
    from .pool.together import here, together

    packing.refuse_writing_over(output, archives)
    with contextlib.ExitStack() as during:
        spread = here
        if dask is not None:
            from .pool.cluster import cluster

            spread = during.enter_context(cluster(dask))
        progress = during.enter_context(_adding_up(len(archives)))
        found = together(archives, activity, spread=spread, progress=progress)
    added = found.tally
    content = {"rehearsal": True, **added.to_json()} if found.rehearsal else added.to_json()
    packing.write_file(output, json.dumps(content, indent=1) + "\n")
    if found.left_out:
        click.echo(f"Left out, because fewer than five people answered: {', '.join(found.left_out)}.", err=True)
    mark = " (rehearsal: simulated people)" if found.rehearsal else ""
    click.echo(f"{output}: {added.n:,} people{mark}, {len(added.figures)} figures of `{added.activity}`.")


@contextlib.contextmanager
def _adding_up(archives: int):
    """A bar on the terminal while rows are added up."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"Looking through {archives:,} archives", total=None)
        yield lambda done, rows: bar.update(task, completed=done, total=rows, description="Adding up people")


@_command("report", "workshop report spring.zip autumn.zip -o what-changed.html --pdf")
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
    from .views.report import write

    for path in write(list(archives), output, notes=not without_notes, **how):
        click.echo(f"{path} is written.")


@_command("check", "workshop check my-instrument/instrument.yaml")
@click.argument("name", metavar="INSTRUMENT|AGENDA")
def _check(name):
    """Is an instrument or an agenda whole? Says what is wrong, and on which line."""
    from .checking import check

    for line in check(_named_or_path(name)):
        click.echo(line)


@_command("codebook", "workshop codebook mindset -o codebook.csv")
@click.argument("instrument", metavar="INSTRUMENT")
@click.option("-o", "--output", required=True, type=PATH, help="The file to write: .csv, or .md to read.")
def _codebook(instrument, output):
    """Every variable of an instrument: wording, key, range, missing rule."""
    from .codebook import write

    with _writing(output):
        count = write(_named_or_path(instrument), output)
    click.echo(f"{output}: {count} variables.")


@_command("offline", "workshop offline -o questionnaire.html --agenda 60-minutes")
@click.option("-o", "--output", required=True, type=PATH, help="The page to write.")
@click.option("--agenda", metavar="A", help="A name, or a path to an agenda.yaml.")
@click.option("--instrument", metavar="I", help="A name, or a path to an instrument.yaml.")
@click.option("--form", type=FORM, help="Short or full (default: as in the room).")
@click.option("--language", default="en", metavar="L", show_default=True, help="The language of the page.")
def _offline(output, agenda, instrument, form, language):
    """The questionnaire as one file, for a room without a network.

    Give it the options of the room: people load their answers into its page, and still decide what to share.
    """
    from .offline import write

    named = {"agenda": agenda and _named_or_path(agenda), "instrument": instrument and _named_or_path(instrument)}
    with _writing(output):
        said = write(output, form=form, language=language, **named)
    click.echo(said)


@_command("doctor", "workshop doctor --phone")
@click.option("--port", type=click.IntRange(1, 65535), help="The port that you mean to use (default: as `live`).")
@click.option("--phone", is_flag=True, help="Wait until a phone has opened a page of this machine: the surest look.")
@click.option("--seconds", type=click.IntRange(1), default=90, show_default=True, help="How long to wait for it.")
@click.option("--no-lab", is_flag=True, help="Do not try to start JupyterLab.")
def _doctor(port, phone, seconds, no_lab):
    """Will it work here? Looks at this machine and its network, and says what to mend first."""
    from . import doctor

    return doctor.run(port, lab=not no_lab, phone=seconds if phone else None)


@contextlib.contextmanager
def _writing(output: Path):
    """A disk that is full, or a place where nobody may write, is a sentence."""
    from .pool.packing import unwritable

    try:
        yield
    except OSError as error:
        raise unwritable(output, error) from None


def _groups(text: str) -> dict[str, int]:
    groups: dict[str, int] = {}
    for part in text.split(","):
        name, equals, heads = part.partition("=")
        if not equals or not heads.strip().isdigit() or not name.strip():
            raise click.BadParameter(f"`{part}` is not NAME=HEADS, such as Sales=8.", param_hint="--groups")
        if name.strip() in groups:
            raise click.BadParameter(f"`{name.strip()}` stands there twice.", param_hint="--groups")
        groups[name.strip()] = int(heads)
    return groups


def _named_or_path(text: str) -> str:
    """A path as an absolute one, so that it still holds when the service starts elsewhere; a name as it is."""
    return str(Path(text).resolve()) if Path(text).exists() and ("/" in text or "\\" in text or "." in text) else text


if __name__ == "__main__":
    main()
