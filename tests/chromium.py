"""The Chromium that the tests look with. Nothing of it asks anybody but us; `room.test` is this machine under a name of
its own, for on 127.0.0.1 a page may do more than on a phone in a room."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP room.test 127.0.0.1",
]

expect.set_options(timeout=30_000)  # ms; for a busy machine: only a failure takes them all


@contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()
