"""The module alone in a real Chromium: no server, no room, a host made of plain functions."""

import json

from workshop_kit import questionnaire

HOST = """
window.state = null; window.saves = 0; window.put = [];
window.hostOf = () => ({load: () => state, save(next) { state = structuredClone(next); saves += 1; }});
"""


def open_module(browser, **context):
    """A page that holds the module's exports as globals, and an empty root."""
    page = browser.new_context(reduced_motion="reduce", **context).new_page()
    page.set_content("<!doctype html><html lang=en><title>Alone</title><main><div id=root></div></main>")
    page.add_style_tag(content=questionnaire.style())
    code = questionnaire.module() + "\nObject.assign(window, {mount, profileOf, receipt});" + HOST
    page.add_script_tag(type="module", content=code)
    page.wait_for_function("Boolean(window.mount)")
    return page


def mount(page, document: dict, options: dict, state: dict | None = None) -> None:
    page.evaluate(
        """([document, options, kept]) => { if (kept) window.state = kept; window.answers = null;
        if (window.mounted) mounted.destroy();
        const onAnswers = (all) => { answers = all; };
        window.mounted = mount(window.root, document, hostOf(), {level: 1, ...options, onAnswers}); }""",
        [json.loads(json.dumps(document)), options, state],
    )
    page.wait_for_function("window.root.dataset.screen")
