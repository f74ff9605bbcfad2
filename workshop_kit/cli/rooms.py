"""Rooms: opened (`live`), many at once (`serve`), filled with simulated people (`rehearse`), taken home (`export`)."""

import click

from .options import FORM, PATH, command, named_or_path

PACE = click.Choice(["presenter", "participants"])
KEEP = click.IntRange(1, 3650)
KEPT = "Close a room that nobody has moved for so many days (default 30); what was not revealed is dropped."


def _all(*options):
    """Several options as one."""

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


@command("live", "workshop live --title 'Operations team' --seats 18")
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
    from ..live import Serving, live

    given = {name: value for name, value in room.items() if value is not None}
    if groups is not None:
        given["groups"] = _groups(groups)
    if languages is not None:
        given["languages"] = [part.strip() for part in languages.split(",") if part.strip()]
    if public_url is not None:
        given["public_url"] = public_url
    for name in ("instrument", "agenda"):
        if name in given:
            given[name] = named_or_path(given[name])
    serving = Serving(db, host, port, public_url, certfile, keyfile)
    return live(given, serving, new=new, lab=not no_lab, browser=not no_browser, speed=speed)


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


@command("serve", 'workshop serve --port 8080 --host-key "$KEY"')
@_serving
@click.option(
    "--host-key", metavar="KEY", help="Who holds it may open, list and delete rooms (default: one is made and kept)."
)
@click.option("--keep", type=KEEP, metavar="DAYS", default=30, help=KEPT)
def _serve(host_key, keep, db, host, port, public_url, certfile, keyfile):
    """The service alone: many rooms, no JupyterLab."""
    from ..live import Serving, serve

    return serve(Serving(db, host, port, public_url, certfile, keyfile), host_key, keep)


@command("rehearse", "workshop rehearse http://127.0.0.1:8800/K7QF9M --people 30 --mix mixed --seed 7")
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

    from ..rehearsal import rehearse

    asyncio.run(
        rehearse(url, people=people, mix=mix, seed=seed, speed=speed, say=lambda text: click.echo(text, err=True))
    )


@command("export", "workshop export http://127.0.0.1:8800/K7QF9M -o spring.zip")
@click.argument("url")
@click.option("--key", help="The facilitator's key of the room (not needed where the room was opened).")
@click.option("-o", "--output", required=True, type=PATH, help="The folder, or the .zip, of the archive.")
def _export(url, key, output):
    """What a room has shown so far, and what was agreed, becomes an archive."""
    from ..room.client import Room

    click.echo(f"{Room(url, key=key).export_to(output)} is written.")


COMMANDS = (_live, _serve, _rehearse, _export)
