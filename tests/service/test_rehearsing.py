"""Rehearsals as processes: simulated people come into rehearsal rooms, through the interface that real ones use."""

import subprocess

from running import HERE, PROGRAM, Live, environment, until, workshop

from workshop_kit.rehearsal import MIXES, Person, sentences


def test_simulated_people_follow_the_activities_of_a_rehearsal_room(home):
    with Live(home, *HERE, "--rehearse", "12", "--speed", "1000", "--title", "Rehearsal") as live:
        live.answering()
        room = live.room()
        assert (room.state["rehearsal"], room.state["seats"]) == (True, 12)
        for activity in ("self", "our_month", "sorting"):
            room.stage("answer", activity=activity).raise_for_status()
            until(lambda a=activity: room.activity(a)["finished"] >= 9)
            room.stage("reveal", activity=activity).raise_for_status()
            assert 5 <= room.tally(activity).json()["n"] <= 12
        assert "12 simulated people" in live.said and "rehearsal" in live.said.lower()


def test_simulated_people_write_made_up_sentences_and_vote_on_what_was_let_through(home):
    with Live(home, *HERE, "--rehearse", "12", "--speed", "1000") as live:
        live.answering()
        room = live.room()
        room.stage("answer", activity="obstacle").raise_for_status()
        until(lambda: room.activity("obstacle")["finished"] >= 9)
        room.stage("reveal", activity="obstacle").raise_for_status()
        path, key = "/activities/obstacle/texts", {"Authorization": f"Bearer {room.key}"}
        found = room.get(path, headers=key).json()["texts"]
        assert {text["text"] for text in found} <= set(sentences("en"))
        room.post(path, {"let_through": [text["id"] for text in found[:4]]}).raise_for_status()
        asked = room.post("/activities", {"kind": "yes_no", "text": "Shall we?"}).json()["id"]
        for activity in ("obstacle_vote", asked):
            room.stage("answer", activity=activity).raise_for_status()
            until(lambda a=activity: room.activity(a)["finished"] >= 9)
            room.stage("reveal", activity=activity).raise_for_status()


def test_who_has_nothing_to_share_finishes_all_the_same(home):
    with Live(home, *HERE, "--rehearse", "60", "--speed", "1000") as live:
        live.answering()
        room = live.room()
        document = room.get("/instrument").json()
        team = [Person(document, MIXES["mixed"], 1, number, {}) for number in range(60)]
        nothing = [each for each in team if set(each.answers("action").values()) == {None}]
        decided = [each.decision("action") for each in team]
        assert nothing and {each.decision("action") for each in nothing} <= {"keep", None}
        room.stage("answer", activity="action").raise_for_status()
        until(lambda: room.activity("action")["finished"] == 60 - decided.count(None))
        room.stage("reveal", activity="action").raise_for_status()
        assert room.activity("action")["n"] == decided.count("share")


def test_more_simulated_people_come_by_command_and_leave_when_the_room_is_closed(home):
    with Live(home, *HERE, "--rehearse", "7", "--speed", "0.1") as live:  # its own people are very slow
        live.answering()
        room = live.room()
        other = subprocess.Popen(
            [*PROGRAM, "rehearse", live.line["room"], "--people", "6", "--mix", "tired", "--speed", "1000"],
            env=environment(home),
            cwd=home,
            stderr=subprocess.PIPE,
            text=True,
        )
        room.stage("answer", activity="self").raise_for_status()
        until(lambda: room.activity("self")["finished"] >= 4)
        room.stage("closed").raise_for_status()
        _, said = other.communicate(timeout=20)
        assert other.returncode == 0
        assert "6 simulated people (tired" in said and "Traceback" not in said


def test_simulated_people_stay_out_of_a_real_room(home):
    with Live(home, *HERE, "--seats", "9") as live:
        live.answering()
        room = live.room()
        room.stage("answer").raise_for_status()
        refused = workshop("rehearse", live.line["room"], home=home)
        assert refused.returncode == 1
        assert live.code in refused.stderr and "real" in refused.stderr and "Traceback" not in refused.stderr
        assert {activity["finished"] for activity in room.state["activities"]} == {0}
        lost = workshop("rehearse", f"{live.base}/QQQQQQ", home=home)
        assert lost.returncode == 1 and "QQQQQQ" in lost.stderr
        mix = workshop("rehearse", live.line["room"], "--mix", "lazy", home=home)
        assert mix.returncode == 1 and "two-camps" in mix.stderr
        live.stop()
    nobody = workshop("rehearse", live.line["room"], home=home)
    assert nobody.returncode == 1 and "Traceback" not in nobody.stderr
