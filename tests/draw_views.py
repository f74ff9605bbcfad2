"""Draws the pictures of docs/views.md anew: `python tests/draw_views.py`. Two real rooms of simulated people, and what
their screens show at 1280 × 720."""

import random
import tempfile
from pathlib import Path

from chromium import chromium
from PIL import Image
from running import Live, RoomUnderTest

from workshop_kit import load_instrument
from workshop_kit.lab import free_port

FOLDER = Path(__file__).parents[1] / "docs" / "pictures" / "views"
ADDRESS = "http://192.0.2.7:8800"

# How this team differs from others: in points of its scales from 1 to 5.
ENERGY = {"vision": 1.6, "connection": 0.8, "organisation": -1.5, "consistency": -0.7}
ABILITY = {"organisation": 1.4, "accuracy": 0.6, "vision": -1.1, "progress": -0.4}
MONTH = {"vision": -1.6, "values": -0.8, "organisation": 1.4, "progress": 0.9, "motions": 1.3, "doing": -0.8}
LATER = {"vision": -0.3, "values": -0.7, "organisation": 0.4, "progress": 0.9, "motions": 0.3, "doing": -0.7}
SPLIT, LIKED = "rule", {"connection", "vision"}  # a statement; what is often chosen
BINS = {item.id: item.bin for item in load_instrument("mindset").activity("sorting").blocks[0].items}
WALL = [
    "We start new things before the old ones are done",
    "Sales promises dates before they ask us",
    "Every decision waits for the same person",
    "Tools that do not talk to each other",
    "Meetings without an end",
    "Nobody says what is not going to happen, so all of it stays on the list and everybody is late with something",
    "We hear about changes too late",
    "Too many approvals for small purchases",
    "No time to learn",
    "Noise in the office",
    "Unclear who decides",
    "We repair the same fault each month and nobody has a day to look for its cause",
    "Holidays are not planned together",
    "The ticket system is slow",
]
ACTION = {"what": "One page a week says what we will not do, and who said so", "who": "Amira and Jo", "by": "15 March"}

SMALL = (
    ["energy_and_ability", "our_month", "bring_and_need", "wall"],
    {"facet_profile": "facet_profile_in_words", "closing": "circle"},
)
LARGE = (["balance_map", "facet_profile", "guess", "sorting", "tell_and_show", "agreement"], {})


def main() -> None:
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        for people, (plain, named) in ((14, SMALL), (40, LARGE)):
            port = free_port()
            shown = ("--seats", str(people + 2), "--agenda", "120-minutes", "--public-url", ADDRESS)
            with Live(Path(home), "--new", "--port", str(port), "--host", "127.0.0.1", *shown) as live:
                live.base = f"http://127.0.0.1:{port}"  # where it really is
                live.answering()
                room = live.room()
                page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
                page.goto(f"{live.base}/{live.code}/screen")
                hold(room, people, MONTH)
                for view, name in {**dict.fromkeys(plain), **named}.items():
                    draw(page, room, view, name or view)
                if people == 40:
                    room.post("/waves", {}).raise_for_status()
                    room.patch({"seats": people + 2}).raise_for_status()
                    hold(room, people, LATER, only="our_month@2")
                    draw(page, room, "change", "change")
                page.close()


def hold(room: RoomUnderTest, people: int, month: dict, only: str | None = None) -> None:
    """Everybody answers and shares each activity, one after the other; each is revealed."""
    liked = set(LIKED)
    for id in [one["id"] for one in room.state["activities"]]:
        if id not in room.keys or (only and id != only):
            continue
        room.stage("answer", activity=id).raise_for_status()
        for person in range(people):
            chance = random.Random(f"{person} of {people}, {id}")
            given = {key: answer(id, key, admits, chance, month, liked) for key, admits in room.keys[id].items()}
            if id == "obstacle":
                given["obstacle"] = WALL[person % len(WALL)]
            room.put(id, given).raise_for_status()
        room.stage("reveal", activity=id).raise_for_status()
        if id == "obstacle":
            texts = room.get(f"/activities/{id}/texts", headers={"Authorization": f"Bearer {room.key}"}).json()["texts"]
            once = {text["text"]: text["id"] for text in texts}
            liked |= {once[text] for text in WALL[:2]}
            room.post(f"/activities/{id}/texts", {"let_through": list(once.values())}).raise_for_status()
    room.patch({"action": ACTION}).raise_for_status()


def answer(activity: str, key: str, admits: dict, chance: random.Random, month: dict, liked: set):
    """What somebody of this team answers."""
    values, facet = admits.get("values"), key.partition(".")[0].rpartition("_")[0] or key
    if admits["kind"] == "text":
        return "Our own words"
    if admits["kind"] == "rating":
        of = {"self": ENERGY if key.endswith("energy") else ABILITY}.get(activity, month)
        return min(5, max(1, round(3 + of.get(facet, 0) + chance.gauss(0, 0.8))))
    if admits["kind"] == "pick":
        most = min(admits["max"], len(values))
        first = [value for value in values if value in liked and chance.random() < 0.7]
        return list(dict.fromkeys([*first, *chance.sample(values, most)]))[:most]
    if admits["kind"] == "sort":
        return chance.choice(values) if key == SPLIT or chance.random() < 0.2 else BINS[key]
    return chance.choices(values, [4, 3, 2, 1])[0]


def draw(page, room: RoomUnderTest, view: str, name: str) -> None:
    room.stage("reveal", view=view).raise_for_status()
    page.wait_for_selector(f"#plot[data-drawn^='{view}@']")
    page.wait_for_timeout(700)  # it comes in softly
    page.screenshot(path=FOLDER / f"{name}.png")
    image = Image.open(FOLDER / f"{name}.png").convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}: {page.locator('#finding').inner_text()}")


if __name__ == "__main__":
    main()
