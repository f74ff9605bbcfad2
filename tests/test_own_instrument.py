"""The example of `docs/your-own-instrument.md` is whole: it loads, is checked, opens in a room, is answered there."""

import random
import re
import subprocess
from pathlib import Path

import pytest
from running import PROGRAM, Live, answers_to, environment, new_receipt, problem, workshop

import workshop_kit as wk

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "your-own-instrument.md"
ACTIVITIES = ["in_meetings", "needs_a_meeting", "last_week", "try_out", "one_sentence", "our_choice"]
VIEWS_OF_THE_KIT = ["energy_and_ability", "balance_map", "our_month", "sorting", "bring_and_need", "guess"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder that a reader makes from the page."""
    folder = tmp_path_factory.mktemp("mine")
    files = re.findall(r"^`(meetings/[\w.]+)`\n\n```yaml\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.M | re.S)
    assert [name for name, _ in files] == ["meetings/instrument.yaml", "meetings/en.yaml"]
    for name, text in files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def typed(folder: Path, *args: str) -> subprocess.CompletedProcess:
    """A command as the reader types it, beside the folder of the instrument."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run([*PROGRAM, *args], env=environment(home), cwd=folder, capture_output=True, text=True)


def test_workshop_check_finds_nothing_wrong_and_a_slip_is_named_with_its_line(folder):
    fine = typed(folder, "check", "meetings/instrument.yaml")
    assert (fine.returncode, fine.stderr) == (0, "")
    assert "meetings 1: fine in en." in fine.stdout
    words = folder / "meetings" / "en.yaml"
    whole = words.read_text("utf-8")
    words.write_text(whole.replace("      time_3: ", "      time_4: "), "utf-8")
    try:
        slip = typed(folder, "check", "meetings/instrument.yaml")
    finally:
        words.write_text(whole, "utf-8")
    assert slip.returncode == 1 and "time_3" in slip.stderr and "en.yaml" in slip.stderr
    assert re.search(r"line \d+", slip.stderr)


def test_scores_and_the_codebook_come_by_themselves(folder):
    instrument = wk.load_instrument(folder / "meetings", form="full")
    chance = random.Random(5)
    import pandas as pd

    answers = pd.DataFrame([answers_to(instrument.keys["in_meetings"], chance) for _ in range(20)])
    scores = wk.score(answers, instrument, activity="in_meetings")
    assert {"purpose", "time", "listening", "speaking", "focus", "voice"} <= set(scores.columns)
    assert scores.min().min() >= 0 and scores.max().max() <= 100
    turned = answers.iloc[[0]].assign(time_1=1, time_2=1, time_3=5)
    assert wk.score(turned, instrument, activity="in_meetings")["time"].iloc[0] == 0, "the third is reversed"
    book = typed(folder, "codebook", "meetings/instrument.yaml", "-o", "codebook.md")
    assert book.returncode == 0, book.stderr
    assert "time_3" in (folder / "codebook.md").read_text("utf-8")


def test_it_can_be_mailed_as_one_file(folder):
    done = typed(folder, "offline", "--instrument", "meetings/instrument.yaml", "-o", "questionnaire.html")
    assert done.returncode == 0, done.stderr
    assert "I, in meetings" in done.stdout and "Our choice" not in done.stdout, "a wall needs the group"


@pytest.fixture(scope="module")
def live(folder, tmp_path_factory):
    path = folder / "meetings" / "instrument.yaml"
    options = ["--port", "0", "--host", "127.0.0.1", "--seats", "7", "--instrument", str(path)]
    with Live(tmp_path_factory.mktemp("home"), *options) as live:
        live.answering()
        yield live


def test_a_room_opens_with_it_and_next_walks_it_to_its_end_with_people_who_answer(live):
    room = live.room()
    assert [activity["id"] for activity in room.state["activities"]] == ACTIVITIES
    seen, shown = [], []
    for _ in range(60):
        state = room.post("/next").raise_for_status().json()
        moment = state["moment"]
        if moment["do"] == "answer":
            (activity,) = moment["activities"]
            share(room, activity)
            seen.append(activity)
        elif moment["do"] == "reveal":
            shown.append(state["view"])
            if state["activity"] == "one_sentence":
                let_through(room)
        if state["step"] == state["steps"]:
            break
    assert seen == ACTIVITIES and set(shown) <= set(ACTIVITIES) | {"wall"}
    for activity in ACTIVITIES:
        assert room.activity(activity)["state"] == "revealed", activity
        assert room.tally(activity).json()["n"] == 6
        assert room.get(f"/views/{activity}").raise_for_status().json()["finding"]
    tally = room.tally("in_meetings").json()["figures"]
    assert "focus" in tally and "lean" in tally, "dimensions of one's own instrument"


def share(room, activity: str) -> None:
    keys = next(one for one in room.get("/instrument").json()["activities"] if one["id"] == activity)["keys"]
    chance = random.Random(2)
    for number in range(6):
        if any(admits["kind"] == "text" for admits in keys.values()):
            answers = {key: f"Somebody listens, number {number}." for key in keys}
        else:
            answers = answers_to(keys, chance)
        sent = room.put(activity, answers, receipt=new_receipt())
        assert sent.status_code == 204, sent.text


def let_through(room) -> None:
    headers = {"Authorization": f"Bearer {room.key}"}
    texts = room.get("/activities/one_sentence/texts", headers=headers).raise_for_status().json()["texts"]
    assert len(texts) == 6
    ids = [text["id"] for text in texts[:4]]
    room.post("/activities/one_sentence/texts", {"let_through": ids, "merged": {}}).raise_for_status()


def test_views_of_activities_that_are_absent_are_absent_too(live):
    for view in VIEWS_OF_THE_KIT:
        reply = live.room().get(f"/views/{view}")
        assert reply.status_code == 404 and problem(reply) == "no-such-view", view


def test_an_agenda_that_shows_what_the_instrument_cannot_carry_is_refused_with_its_line(folder, tmp_path):
    mine = tmp_path / "agenda"
    mine.mkdir()
    (mine / "agenda.yaml").write_text(
        "id: mine\nminutes: 10\nform: short\nlanguages: [en]\n"
        f"instruments: [{folder / 'meetings' / 'instrument.yaml'}]\nsteps:\n  - id: one\n"
        "    minutes: {answer: 2, look: 1, talk: 7}\n    moments:\n"
        "      - {do: answer, activities: [{id: last_week}]}\n"
        "      - {do: reveal, activities: [{id: last_week}], view: balance_map}\n      - {do: talk}\n"
    )
    (mine / "en.yaml").write_text(
        "language: en\nstatus: draft\ntitle: Mine\n"
        'steps:\n  one: {title: One, say: "Look.", ask: ["What do you see?"]}\n'
    )
    refused = workshop("check", str(mine / "agenda.yaml"), home=tmp_path)
    assert refused.returncode == 1, refused.stdout
    assert "balance_map" in refused.stderr and "line 11" in refused.stderr and "last_week" in refused.stderr
