"""A room that people reach from elsewhere: behind a real nginx under a prefix, and over TLS of its own."""

import asyncio
import random
import re
import shutil
import time

import httpx
import pytest
from needing import need
from playwright.sync_api import expect, sync_playwright
from running import Live, RoomUnderTest, answers_to, until, workshop
from secure import Nginx, certificate, free_ports

from workshop_kit.instrument import Refused
from workshop_kit.room.client import Room, Unreachable

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP room.test 127.0.0.1",
]  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """A room behind nginx: (its process, nginx)."""
    need("nginx", "openssl")
    front, behind = free_ports(2)
    home = tmp_path_factory.mktemp("home")
    with Nginx(tmp_path_factory.mktemp("nginx"), front, behind) as nginx:
        options = ["--host", "127.0.0.1", "--port", str(behind), "--public-url", f"https://room.test:{front}/w/"]
        with Live(home, *options, "--seats", "9", "--title", "Far and near") as live:
            live.base = f"https://127.0.0.1:{front}/w"
            live.answering()
            yield live, nginx


@pytest.fixture
def browser():
    need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def test_the_address_that_people_get_is_the_public_one_without_a_doubled_slash(public):
    live, nginx = public
    address = f"https://room.test:{nginx.port}/w/{live.code}"
    assert live.line["room"] == address and live.line["screen"] == f"{address}/screen"
    assert live.room().state["join"] == address


def test_events_pass_through_nginx_at_once_though_it_buffers_what_it_may(public):
    live, _ = public
    room = live.room()
    with httpx.stream("GET", f"{live.base}/api/rooms/{live.code}/events", verify=False, timeout=5) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == "event: room"
        began = time.monotonic()
        room.patch({"title": "Far and near, together"}).raise_for_status()
        assert next(line for line in lines if "together" in line)
        assert time.monotonic() - began < 4


@pytest.mark.parametrize("path", ["", "/", "/screen", "/screen/"])
def test_every_address_in_a_page_holds_under_the_prefix(public, path):
    live, _ = public
    for code in (live.code, "NOROOM"):
        page = f"{live.base}/{code}{path}"
        text = httpx.get(page, verify=False).text
        found = re.findall(r'(?:href|src)="([^"]+)"', text)
        assert len(found) >= 3, text
        for target in (each for each in found if not each.startswith("data:")):
            address = httpx.URL(page).join(target)
            assert address.path.startswith("/w/"), (page, target)
            assert httpx.get(address, verify=False).status_code == 200, (page, target)


def test_phone_and_screen_work_under_the_prefix_in_a_browser(public, browser):
    live, nginx = public
    room, top = live.room(), f"https://room.test:{nginx.port}/w/"
    asked = []
    phone = browser.new_context(**PHONE, ignore_https_errors=True).new_page()
    screen = browser.new_context(ignore_https_errors=True, viewport={"width": 1920, "height": 1080}).new_page()
    for page in (phone, screen):
        page.on("request", lambda request: asked.append(request.url))
    phone.goto(top)
    phone.locator("#code").fill(live.code.lower())
    phone.locator("button").first.click()
    phone.wait_for_url(f"{top}{live.code}")
    phone.wait_for_selector("#room[data-screen=lobby]")
    screen.goto(f"{top}{live.code}/screen")
    expect(screen.locator("#lobby")).to_contain_text(f"room.test:{nginx.port}/w")
    assert screen.locator("#lobby [data-qr]").evaluate("image => image.complete && image.naturalWidth > 0")

    room.stage("answer", activity="role").raise_for_status()
    phone.wait_for_selector("#room[data-screen=question]")
    phone.get_by_role("radio").first.click()
    phone.get_by_role("button", name="Share anonymously", exact=True).click()
    phone.wait_for_selector("#room[data-screen=done]")
    expect(screen.locator("#answer")).to_contain_text("1 of 9")
    room.share("role", 5)
    room.stage("reveal", activity="role").raise_for_status()
    phone.wait_for_selector("#room[data-screen=reveal]")
    expect(screen.locator("#plot svg.main-svg").first).to_be_visible()
    assert room.tally("role").json()["n"] == 6
    phone.reload()
    phone.wait_for_selector("#room[data-screen=reveal]")
    outside = [address for address in asked if not address.startswith((top, "data:", "blob:"))]
    assert outside == []


def test_a_notebook_takes_part_through_the_proxy_once_it_trusts_its_certificate(public, tmp_path, monkeypatch):
    live, nginx = public
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    address = f"https://127.0.0.1:{nginx.port}/w/{live.code}"
    with pytest.raises(Unreachable, match="WORKSHOP_CERTIFICATE"):
        Room(address).state  # noqa: B018
    room = Room(address, certificate=str(nginx.certificate))
    live.room().stage("answer", activity="sorting").raise_for_status()
    answers = answers_to(live.room().keys["sorting"], random.Random(3))
    assert room.share("sorting", answers) == answers
    assert live.room().activity("sorting")["finished"] == 1


# TLS of its own ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    """A rehearsal room over TLS, with a certificate that names another host than the one that answers."""
    need("openssl")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = certificate(folder, names="DNS:room.test")
    files = ["--certfile", str(made), "--keyfile", str(key)]
    options = ["--host", "127.0.0.1", "--port", "0", *files, "--rehearse", "7", "--speed", "1000"]
    with Live(tmp_path_factory.mktemp("home"), *options) as live:
        live.answering()
        yield live, made


def test_on_the_machine_that_serves_it_a_notebook_trusts_the_room_by_itself(secure, monkeypatch):
    live, _ = secure
    assert live.line["room"].startswith("https://127.0.0.1:")
    monkeypatch.setenv("WORKSHOP_HOME", str(live.home))
    for room in (Room(), Room(live.line["room"])):
        assert room.state["code"] == live.code
        assert room.key == live.key

    async def first() -> dict:
        async for state in Room().events():
            return state

    assert asyncio.run(first())["code"] == live.code


def test_simulated_people_take_part_over_tls(secure):
    live, _ = secure
    room = live.room()
    room.stage("answer", activity="role").raise_for_status()
    until(lambda: room.activity("role")["finished"] >= 5, lambda: live.said)


def test_elsewhere_the_certificate_is_trusted_when_its_file_is_named_and_its_name_fits(secure, tmp_path, monkeypatch):
    live, made = secure
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path))
    address = live.line["room"]
    with pytest.raises(Unreachable, match="certificate that is not trusted here"):
        Room(address).state  # noqa: B018
    monkeypatch.setenv("WORKSHOP_CERTIFICATE", str(made))
    with pytest.raises(Unreachable, match="whose name stands in it"):
        Room(address).state  # noqa: B018  (the certificate names room.test, not 127.0.0.1)
    monkeypatch.setenv("WORKSHOP_CERTIFICATE", str(tmp_path / "nothing.pem"))
    with pytest.raises(Refused, match=r"nothing\.pem"):
        Room(address).state  # noqa: B018


def test_a_certificate_whose_name_fits_is_trusted_from_its_file(tmp_path, monkeypatch):
    need("openssl")
    made, key = certificate(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    options = ["--host", "127.0.0.1", "--port", "0", "--certfile", str(made), "--keyfile", str(key), "--seats", "6"]
    with Live(home, *options) as live:
        live.answering()
        monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("WORKSHOP_CERTIFICATE", str(made))
        room = Room(live.line["room"])
        live.room().stage("answer", activity="role").raise_for_status()
        room.share("role", {"role": ["direction"]})
        assert RoomUnderTest(live.base, live.code, live.key).activity("role")["finished"] == 1


def test_files_that_are_no_certificate_with_its_key_are_refused_before_a_room_opens(tmp_path):
    need("openssl")
    made, key = certificate(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    for files in (["--certfile", key, "--keyfile", made], ["--certfile", made], ["--keyfile", key]):
        refused = workshop("live", "--no-lab", "--port", "0", *map(str, files), home=home)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "certificate" in refused.stderr and "unexpected" not in refused.stderr
    assert not (home / "live.json").exists()
