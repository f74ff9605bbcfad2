"""P1, P3, P6, P7 and P8 once more, each by itself: a whole room inside this process, spoken to as phones do."""

import logging
import random
import re
import secrets
import socket

import pytest
from litestar.testing import TestClient

from workshop_kit.pool.store import Store
from workshop_kit.room.app import create_app
from workshop_kit.room.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the web framework, about the next one

HOST = {"Authorization": "Bearer the-host-key"}
AGENT, ADDRESS = f"Phone of Ines {secrets.token_hex(6)}", "203.0.113.77"


class Room:
    """A room with people who have names, phones and addresses, none of which may stay."""

    def __init__(self, client, **options):
        self.client = client
        made = client.post("/api/rooms", json={"seats": 40, **options}, headers=HOST).json()
        self.base, self.key = f"/api/rooms/{made['code']}", {"Authorization": f"Bearer {made['key']}"}
        self.receipts: list[str] = []

    def get(self, path: str = "", **more):
        return self.client.get(self.base + path, **more)

    def post(self, path: str, body: dict | None = None):
        return self.client.post(self.base + path, json=body, headers=self.key)

    def put(self, activity: str, answers: dict):
        self.receipts.append(secrets.token_urlsafe(24))
        headers = {"Receipt": self.receipts[-1], "User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Cookie": "me=Ines"}
        body = {"answers": answers, "revision": 1}
        response = self.client.put(f"{self.base}/activities/{activity}/answer", json=body, headers=headers)
        assert response.status_code == 204, response.text
        assert "set-cookie" not in response.headers

    def answered(self, activity: str, people: int, answers) -> dict:
        """Opened, answered by so many, and revealed; returns the tally."""
        self.post("/stage", {"stage": "answer", "activity": activity}).raise_for_status()
        for person in range(people):
            self.put(activity, answers(person))
        self.post("/stage", {"stage": "reveal", "activity": activity}).raise_for_status()
        return self.get(f"/activities/{activity}/tally").json()


@pytest.fixture
def client(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    with TestClient(create_app(store, "the-host-key", "http://127.0.0.1:1")) as client:
        yield client
    store.close()


def _files(folder) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_p1_neither_the_store_nor_the_log_holds_an_address_an_agent_a_cookie_or_a_receipt(client, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    room = Room(client)
    room.post("/stage", {"stage": "answer"}).raise_for_status()
    for _ in range(3):
        room.put("role", {"role": ["both"]})
    wrong = client.put(f"{room.base}/activities/role/answer", content=b"{", headers={"User-Agent": AGENT})
    assert wrong.status_code == 400
    ours = [record for record in caplog.records if record.name.split(".")[0] not in ("httpx", "httpcore", "asyncio")]
    for secret in (AGENT, ADDRESS, "me=Ines", *room.receipts):
        assert secret.encode() not in _files(tmp_path)
        assert not [record for record in ours if secret in record.getMessage()]


def test_p2_before_the_reveal_everything_is_the_same_to_the_byte_whatever_people_answered_or_kept(client):
    """Two rooms in which as many have finished: one where all share, and one where they share something else, keep
    theirs, take it back and are in another group. Nobody can tell them apart, with or without the key."""
    seen = []
    for other in (False, True):
        room = Room(client, seats=12, groups={"A": 6, "B": 6}, title="Team")
        room.post("/stage", {"stage": "answer"}).raise_for_status()
        for person in range(6):
            for activity, answers in (
                ("role", {"role": ["both" if other else "direction"]}),
                ("our_month", {"vision": 1 + 4 * other, "chaos": 2}),
                ("obstacle", {"obstacle": "a much longer sentence than the others" if other else "time"}),
            ):
                path, headers = f"{room.base}/activities/{activity}/answer", {"Receipt": secrets.token_urlsafe(24)}
                body = {"answers": None if other and person < 2 else answers, "group": "B" if other else "A"}
                for revision in (1, 2) if other else (1,):
                    body["answers"] = None if revision == 2 and person == 3 else body["answers"]
                    client.put(path, json={**body, "revision": revision}, headers=headers).raise_for_status()
        seen.append(_all_that_is_told(room))
    assert seen[0] == seen[1] and len(seen[0]) > 40


def _all_that_is_told(room: Room) -> dict:
    """Status, headers and body of whatever may be asked, without what differs with the room's code and the time."""
    own = ["", "/instrument", "/agenda", "/insights", "/export"]
    own += [f"/views/{view}" for view in ("role", "our_month", "agreement", "wall", "energy_and_ability")]
    own += [f"/activities/{id}/{what}" for id in ("role", "our_month", "obstacle") for what in ("tally", "texts")]
    told = {}
    for path in [*own, *(f"{path}?group=A" for path in own[5:])]:
        for key in ({}, room.key):
            answer = room.get(path, headers={**key, "Accept-Encoding": "identity"})
            headers = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
            if answer.headers["content-type"] == "application/zip":
                body = answer.content
            else:
                body = re.sub(r'"(seconds|elapsed)":[^,}]+', "", answer.text.replace(room.base.rsplit("/", 1)[-1], ""))
            told[path, bool(key)] = (answer.status_code, headers, body)
    return told


def test_p3_a_second_process_changes_nothing_of_what_is_revealed(client, tmp_path):
    import asyncio

    from workshop_kit.room.problems import Problem

    room = Room(client)
    before = room.answered("role", 6, lambda person: {"role": ["both"]})
    other = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    code = room.base.rsplit("/", 1)[-1]
    with pytest.raises(Problem, match="revealed"):
        asyncio.run(Desk(other).answer(code, "role", secrets.token_urlsafe(24), {"role": ["neither"]}, 9, None))
    assert Desk(other).tally(code, "role") == room.get("/activities/role/tally").json() == before
    other.close()


def test_p6_a_text_that_was_not_let_through_is_nowhere(client, tmp_path):
    room = Room(client)
    words = [f"sentence {secrets.token_hex(6)}" for _ in range(6)]
    tally = room.answered("obstacle", 6, lambda person: {"obstacle": words[person]})
    assert (tally["n"], tally["figures"]) == (6, {})
    path = "/activities/obstacle/texts"
    batch = room.get(path, headers=room.key).json()["texts"]
    kept = batch[0]
    room.post(path, {"let_through": [kept["id"]]}).raise_for_status()
    gone = [text["text"] for text in batch[1:]]
    assert not [text for text in gone if text.encode() in _files(tmp_path)]
    for seen in ("", "/instrument", "/agenda", "/views/wall", "/views/obstacle", path):
        text = room.get(seen, headers=room.key).raise_for_status().text
        assert not [each for each in gone if each in text]
    assert kept["text"] in room.get("/views/wall").text


@pytest.mark.parametrize("people", [6, 9, 10, 19, 20, 29, 30])
def test_p7_what_a_room_publishes_of_a_few_people_is_coarse(client, people):
    chance = random.Random(people)
    room = Room(client)
    keys = room.get("/instrument").json()["activities"]
    month = next(each["keys"] for each in keys if each["id"] == "our_month")
    ratings = [key for key, admits in month.items() if admits["kind"] == "rating"]
    tally = room.answered("our_month", people, lambda person: {key: chance.randint(1, 5) for key in ratings})
    role = room.answered("role", people, lambda person: {"role": [chance.choice(["both", "direction", "neither"])]})
    means = [figure for figure in tally["figures"].values() if figure["kind"] == "mean"]
    assert len(means) == len(ratings)
    if people < 20:
        assert all(mean["mean"] % 10 == 0 and 10 <= mean["mean"] <= 90 for mean in means)
        assert not any(mean.get("sd") is not None or mean.get("bars") for mean in means)
        assert len(role["figures"]["role"]["chosen"]) <= 2 and not role["figures"]["role"].get("counts")
    if people < 30:
        assert all(isinstance(figure["mean"], int) for figure in means)
    if people >= 20:
        assert all(count >= 3 for count in role["figures"]["role"]["counts"].values())
    assert all(bool(mean.get("spread")) == (people >= 10) for mean in means)


def test_p8_a_whole_workshop_opens_no_connection_and_looks_up_no_name(client, monkeypatch):
    def never(*_args, **_more):
        raise AssertionError("something tried to leave the machine")

    room = Room(client)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(socket, "gethostbyname", never)
    room.answered("role", 6, lambda person: {"role": ["both"]})
    for path in ("", "/instrument", "/agenda", "/views/role", "/insights"):
        assert room.get(path, headers=room.key).status_code == 200, path
    for page in ("/", room.base.replace("/api/rooms", ""), room.base.replace("/api/rooms", "") + "/screen"):
        assert client.get(page).status_code == 200
    assert client.get(room.base.replace("/api/rooms", "") + "/qr.svg").status_code == 200


def test_p8_no_page_that_the_service_has_names_another_machine(client):
    """Whatever it answers to without being told a room: also pages that a framework adds by itself."""
    paths = {route.path for route in client.app.routes if "{" not in route.path}
    assert {"/", "/api", "/api/openapi.json"} <= paths
    for path in paths:
        answer = client.get(path)
        if "html" in answer.headers["content-type"]:
            assert not re.findall(r"""(?:src|href|url\(|import|from)\W{0,3}(?:https?:)?//""", answer.text), path
