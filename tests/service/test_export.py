"""A room's archive over HTTP: what is in it, what is not, and that it can be read again."""

import io
import json
import re
import sqlite3
import zipfile

import httpx
import pytest
from running import Live, RoomUnderTest, new_receipt, problem, workshop

import workshop_kit as wk
from workshop_kit.instrument import Refused
from workshop_kit.pool import archive
from workshop_kit.views import report

LET_THROUGH = "every decision waits for one person"
DROPPED = "a sentence that gives somebody away"
ACTION = {"what": "One page a week says what we will not do", "who": "Jo", "by": "15 March"}
NOTE = "they laughed, and asked for more time"


def exported(room: RoomUnderTest, key: str | None = None) -> httpx.Response:
    return room.get("/export", headers={"Authorization": f"Bearer {room.key if key is None else key}"})


def files(response: httpx.Response) -> dict[str, bytes]:
    assert response.status_code == 200, response.text
    with zipfile.ZipFile(io.BytesIO(response.content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def revealed(room: RoomUnderTest, activity: str, people: int = 8, **more) -> list[str]:
    room.stage("answer", activity=activity).raise_for_status()
    receipts = room.share(activity, people, **more)
    room.stage("reveal", activity=activity).raise_for_status()
    return receipts


def held(room: RoomUnderTest) -> list[str]:
    """A workshop to its end: pictures, a wall with a vote, an action, a note; returns all receipts."""
    receipts = [receipt for id in ("self", "sorting", "our_month") for receipt in revealed(room, id)]
    room.stage("answer", activity="obstacle").raise_for_status()
    for place in range(8):
        said = f"{LET_THROUGH} {place}" if place < 4 else f"{DROPPED} {place}"
        receipts.append(new_receipt())
        assert room.put("obstacle", {"obstacle": said}, receipt=receipts[-1]).status_code == 204
    room.stage("reveal", activity="obstacle").raise_for_status()
    batch = room.get("/activities/obstacle/texts", headers={"Authorization": f"Bearer {room.key}"}).json()["texts"]
    kept = [text["id"] for text in batch if text["text"].startswith(LET_THROUGH)]
    room.post("/activities/obstacle/texts", {"let_through": kept}).raise_for_status()
    receipts += revealed(room, "obstacle_vote")
    room.patch({"action": ACTION, "notes": {room.agenda()["steps"][1]["id"]: NOTE}}).raise_for_status()
    return receipts


@pytest.fixture(scope="module")
def room(open_room) -> RoomUnderTest:
    made = open_room(seats=12, title="Operations <team>, spring", languages=["en", "es"])
    made.receipts = held(made)
    room_keys_stay_waiting = made.activity("check_in")["state"]
    assert room_keys_stay_waiting == "waiting"
    return made


@pytest.fixture(scope="module")
def content(room) -> dict[str, bytes]:
    return files(exported(room))


def test_only_the_key_gets_the_archive(room, open_room):
    for key in ("nobody", "nonsense", open_room(seats=5).key):
        refused = exported(room, key)
        assert (refused.status_code, problem(refused)) == (401, "wrong-key")
    answer = exported(room)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert room.code not in answer.headers["content-disposition"]


def test_it_holds_what_was_published_and_what_was_agreed(room, content):
    said = json.loads(content["archive.json"])
    assert (said["format"], said["kind"], said["title"]) == (2, "room", "Operations <team>, spring")
    assert (said["rehearsal"], said["threshold"], said["seats"], said["wave"]) == (False, 5, 12, 1)
    assert said["languages"] == ["en", "es"] and said["agenda"] == "60-minutes"
    for stored in said["tallies"]:
        published = room.tally(stored["activity"]).json()
        assert json.loads(content[stored["file"]]) == published and stored["n"] == published["n"]
    assert [stored["activity"] for stored in said["tallies"]] == [
        "self", "sorting", "our_month", "obstacle", "obstacle_vote",
    ]  # fmt: skip
    walls = json.loads(content["walls.json"])
    assert [text["text"][:-2] for text in walls["obstacle"]] == [LET_THROUGH] * 4
    (day,) = json.loads(content["days.json"])
    assert day["action"] == ACTION and [note["text"] for note in day["notes"]] == [NOTE]
    assert b"vision_1.energy" in content["codebook.csv"] and b"wording.es" in content["codebook.csv"]
    assert b"Operations &lt;team>" in content["README.md"]
    assert {"instruments/mindset/instrument.yaml", "instruments/mindset/es.yaml"} <= content.keys()
    assert "instruments/mindset/de.yaml" not in content, "a language that nobody spoke"


def test_nothing_in_it_identifies_anybody(room, content, service):
    everything = b"\n".join([*content.values(), *(name.encode() for name in content)])
    for secret in (room.code, room.key, service.key, service.host_key, str(service.home), room.base, DROPPED):
        assert secret.encode() not in everything, secret
    for receipt in room.receipts:
        assert receipt.encode() not in everything
    with sqlite3.connect(service.home / "service" / "rooms.sqlite") as store:
        ids = store.execute("SELECT id, began, step_began, touched FROM rooms").fetchall()
    for row in ids:
        for value in row:
            assert str(value).encode() not in everything or value is None, value
    assert not re.search(rb"20[2-9]\d-\d\d|\d\d:\d\d", everything), "no date, no time of day"
    with zipfile.ZipFile(io.BytesIO(exported(room).content)) as found:
        assert {entry.date_time for entry in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert found.namelist() == sorted(found.namelist())


def test_what_is_not_revealed_is_not_in_it_but_for_its_questions(open_room):
    room = open_room(seats=12)
    room.stage("answer", activity="self").raise_for_status()
    room.share("self", 8)
    room.put("self", None)
    before = files(exported(room))
    assert json.loads(before["archive.json"])["tallies"] == []
    assert not [name for name in before if name.startswith("tallies/")]
    room.stage("reveal", activity="self").raise_for_status()
    after = files(exported(room))
    assert set(after) - set(before) == {"tallies/self.json"}
    assert b'"finished"' not in b"".join(after.values()), "how many kept theirs can be counted nowhere"


def test_texts_on_which_nobody_has_decided_are_not_in_it(open_room):
    room = open_room(seats=12)
    room.stage("answer", activity="obstacle").raise_for_status()
    for place in range(8):
        room.put("obstacle", {"obstacle": f"{DROPPED} {place}"})
    room.stage("reveal", activity="obstacle").raise_for_status()
    found = files(exported(room))
    assert DROPPED.encode() not in b"".join(found.values()) and json.loads(found["walls.json"]) == {}


def test_the_order_of_reveals_and_of_answers_tells_nothing(open_room):
    orders = []
    for order in (("sorting", "self"), ("self", "sorting")):
        room = open_room(seats=12)
        for id in order:
            revealed(room, id)
        found = json.loads(files(exported(room))["archive.json"])
        orders.append([stored["activity"] for stored in found["tallies"]])
    assert orders[0] == orders[1] == ["self", "sorting"]


def test_shown_groups_are_in_it_and_hidden_ones_are_not(open_room):
    room = open_room(seats=20, groups={"Field & sales": 8, "Office": 8, "Desk": 3})
    room.stage("answer", activity="self").raise_for_status()
    for seed, group in enumerate(("Field & sales", "Office")):
        room.share("self", 7, seed=seed, group=group)
    room.stage("reveal", activity="self").raise_for_status()
    found = files(exported(room))
    said = json.loads(found["archive.json"])
    assert said["groups"] == {"Field & sales": 8, "Office": 8}, "as offered"
    assert {stored["group"] for stored in said["tallies"]} == {None, "Field & sales", "Office"}
    for stored in said["tallies"]:
        query = {"group": stored["group"]} if stored["group"] else {}
        assert json.loads(found[stored["file"]]) == room.tally("self", **query).json()
    assert b"Desk" not in b"".join(found.values())


def test_a_rehearsal_is_marked_in_every_file_that_says_anything(open_room, tmp_path):
    room = open_room(rehearse=8)
    revealed(room, "self")
    found = files(exported(room))
    assert json.loads(found["archive.json"])["rehearsal"] is True
    assert json.loads(found["tallies/self.json"])["rehearsal"] is True
    assert json.loads(found["documents/en.json"])["rehearsal"] is True
    assert b"Rehearsal" in found["README.md"]
    (tmp_path / "room.zip").write_bytes(exported(room).content)
    report.write([tmp_path / "room.zip"], tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("Rehearsal") >= 3 and "<title>Rehearsal" in page


def test_the_same_room_gives_the_same_bytes_also_after_a_restart(tmp_path):
    options = ("--port", "0", "--host", "127.0.0.1", "--seats", "12")
    home = tmp_path / "home"
    home.mkdir()
    with Live(home, *options) as live:
        live.answering()
        held(live.room())
        before = exported(live.room()).content
        assert exported(live.room()).content == before
        live.stop()
    with Live(home, *options[:4]) as live:
        live.answering()
        assert exported(live.room()).content == before
        live.room().stage("closed").raise_for_status()
        assert exported(live.room()).content == before, "closing takes nothing away that was shown"


def test_a_room_comes_back_as_the_same_pictures(room, tmp_path):
    """Export, read, draw: as the room itself draws them, from the archive alone."""
    from workshop_kit.views import registry

    (tmp_path / "room.zip").write_bytes(exported(room).content)
    found = archive.read(tmp_path / "room.zip")
    for language in ("en", "es"):
        document = found.document(language)
        for view in ("sorting", "energy_and_ability", "balance_map.ability", "our_month", "wall", "obstacle_vote"):
            theirs = room.get(f"/views/{view}", params={"language": language}).raise_for_status().json()
            ours = registry.picture(view, found.tallies, document)
            drawn = json.loads(json.dumps(ours.to_json()))
            assert {**drawn, "id": view} == theirs, view
    assert wk.Tally.from_json(json.loads(files(exported(room))["tallies/self.json"])) == found.tallies["self"]


def test_the_client_writes_a_folder_or_a_zip_and_never_over_anything(room, tmp_path):
    seen = wk.Room(f"{room.base}/{room.code}", key=room.key)
    assert seen.export() == exported(room).content
    seen.export_to(tmp_path / "spring")
    seen.export_to(tmp_path / "spring.zip")
    assert archive.read(tmp_path / "spring").tallies == archive.read(tmp_path / "spring.zip").tallies
    for name in ("spring", "spring.zip"):
        with pytest.raises(Refused, match="already there"):
            seen.export_to(tmp_path / name)
    with pytest.raises(Refused, match="key"):
        wk.Room(f"{room.base}/{room.code}").export()


def test_the_commands_take_a_room_to_a_report(room, tmp_path):
    address = f"{room.base}/{room.code}"
    folder, page = tmp_path / "spring", tmp_path / "report.html"
    done = workshop("export", address, "--key", room.key, "-o", str(folder), home=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    done = workshop("report", str(folder), "-o", str(page), "--language", "es", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    said = page.read_text("utf-8")
    assert said.startswith("<!doctype html>") and 'lang="es"' in said
    assert ACTION["what"] in said and NOTE in said and LET_THROUGH in said and DROPPED not in said
    assert room.code not in said and room.key not in said
    assert {path.name for path in tmp_path.iterdir()} >= {"spring", "report.html"}


def test_the_command_finds_the_key_in_the_home_that_opened_the_room(service, tmp_path):
    out = tmp_path / "own.zip"
    done = workshop("export", service.line["room"], "-o", str(out), home=service.home)
    assert done.returncode == 0, done.stderr
    assert archive.read(out).tallies == {}


def test_a_refused_export_is_one_sentence_and_leaves_nothing(room, tmp_path):
    address = f"{room.base}/{room.code}"
    refused = {
        (address, "--key", "wrong"): "key",
        (address,): "key",
        (f"{room.base}/NOSUCH", "--key", "x"): "no room",
        ("http://127.0.0.1:9/NOSUCH", "--key", "x"): "Nobody answers",
        ("nonsense", "--key", "x"): "address",
    }
    for asked, why in refused.items():
        done = workshop("export", *asked, "-o", str(tmp_path / "out"), home=tmp_path)
        assert (done.returncode, done.stdout) == (1, "") and why in done.stderr, (asked, done.stderr)
        assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert workshop("export", address, "--key", room.key, home=tmp_path).returncode == 2
