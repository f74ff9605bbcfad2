"""Bringing home answers to a workshop: an address, and one button for each activity that the room has open."""

import asyncio

import anywidget
import traitlets

from ..instrument.errors import Refused
from ..room.client import Room, RoomError, fit
from .journal import Journal
from .widgets import messages

_ESM = """
export default { render({ model, el }) {
  // (JupyterLab's keys: see host.js)
  const quiet = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("focusin", quiet);
  const words = model.get("words");
  const make = (tag, attributes, ...children) => { const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children); return node; };
  const id = `wk-${Math.random().toString(36).slice(2)}`;
  const field = make("input", { id, class: "wk-field", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false",
    placeholder: words.share_placeholder, value: model.get("address") });
  const form = make("form", {}, make("label", { for: id, class: "wk-label" }, words.share_label),
    make("div", { class: "wk-row" }, field, make("button", { class: "wk-go", type: "submit" }, words.share_look)));
  form.onsubmit = (event) => { event.preventDefault(); model.send({ what: "look", address: field.value }); };
  const said = make("p", { class: "wk-said-plain", role: "status" }), offers = make("div", { class: "wk-offers" }), groups = make("div", {});
  const draw = () => {
    said.textContent = model.get("said");
    groups.replaceChildren(...(model.get("groups").length ? [groupField()] : []));
    offers.replaceChildren(...model.get("offers").map((offer) => {
      if (!offer.may) return make("p", { class: "wk-door-text" }, offer.text);
      const button = make("button", { class: "wk-go", type: "button" }, offer.text);
      button.onclick = () => model.send({ what: "share", activity: offer.id, group: groups.querySelector("select")?.value || null });
      return button;
    }));
  };
  const groupField = () => { const select = make("select", { id: `${id}-g`, class: "wk-field" }, make("option", { value: "" }, words.share_group_none),
      ...model.get("groups").map((name) => make("option", { value: name, selected: name === model.get("group") }, name)));
    return make("div", {}, make("label", { for: `${id}-g`, class: "wk-label" }, words.share_group), select); };
  el.replaceChildren(make("div", { class: "wk-door" }, make("h3", { class: "wk-door-title" }, words.share_title),
    make("p", { class: "wk-door-text" }, words.share_help), form, groups, offers, said));
  for (const name of ["said", "offers", "groups"]) model.on(`change:${name}`, draw);
  draw();
  return () => { for (const name of ["said", "offers", "groups"]) model.off(`change:${name}`, draw); };
} };
"""


class Sharing(anywidget.AnyWidget):
    """Answers kept at home, offered to a room: nothing is sent before a button is pressed.

    Receipts are the seat's own (`room/receipts.py`): whoever shares here and sits in the room takes one seat. Full
    answers brought to a short room lose what it does not ask for.
    """

    _esm = _ESM
    words = traitlets.Dict().tag(sync=True)
    address = traitlets.Unicode().tag(sync=True)
    offers = traitlets.List().tag(sync=True)
    groups = traitlets.List().tag(sync=True)
    group = traitlets.Unicode(allow_none=True).tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, journal: Journal, activities: tuple[str, ...], address: str | None = None):
        words = {name: text for name, text in messages("study").items() if name.startswith("share_")}
        super().__init__(words=words, address=address or "", group=None)
        self.journal, self.activities = journal, activities
        self.room: Room | None = None
        self._tasks: set[asyncio.Task] = set()
        self.on_msg(lambda _, message, __: self._heard(message))

    @property
    def _css(self) -> str:
        from .widgets import Hosted

        return Hosted._css

    def _heard(self, message: dict) -> None:
        handler = getattr(self, f"_on_{message.pop('what', '')}", None)
        if handler:
            task = asyncio.get_running_loop().create_task(self._safely(handler(**message)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _safely(self, work) -> None:
        try:
            self.said = ""
            await work
        except Refused as error:
            self.said = str(error)

    async def _on_look(self, address: str) -> None:
        self.offers, self.groups = [], []
        self.room = Room(address)
        await self._offer()

    async def _offer(self) -> None:
        state = await self.room.call("GET", "")
        there = {one["id"]: one for one in state["activities"]}
        self.group = self.room.seating.state["group"]
        self.groups = list(state.get("groups") or {})
        self.offers = [self._one(there[id]) for id in self.activities if id in there]

    def _one(self, activity: dict) -> dict:
        id, title = activity["id"], activity.get("title", activity["id"])
        decided = self.room.seating.state["decisions"].get(id)
        key, may = "share_again" if decided == "share" else "share_go", True
        if not self.journal.answers.get(id):
            key, may = "share_nothing", False
        elif activity["state"] == "revealed":
            key, may = "share_shared" if decided == "share" else "share_late", False
        elif activity["state"] != "open":
            key, may = "share_closed", False
        return {"id": id, "title": title, "may": may, "text": self.words[key].format(title=title)}

    async def _on_share(self, activity: str, group: str | None) -> None:
        room, seating = self.room, self.room.seating
        answers = self.journal.answers.get(activity, {})
        fitting = fit(answers, await room.call("GET", "/instrument"), activity)
        receipt, revision = seating.receipt(activity), seating.next_revision(activity)
        seating.decide(activity, "share", fitting)
        if group:
            seating.merge([[["group"], group]])
        body = {"answers": fitting, "revision": revision, "group": group}
        try:
            await room.call("PUT", f"/activities/{activity}/answer", body, {"Receipt": receipt})
        except RoomError:
            seating.decide(activity, None)
            raise
        seating.acknowledged(activity, revision)
        await self._offer()
        title = next(offer["title"] for offer in self.offers if offer["id"] == activity)
        self.said = self.words["share_done"].format(n=len(fitting), title=title) + self._left(
            len(answers) - len(fitting)
        )

    def _left(self, count: int) -> str:
        return self.words[f"share_left_{'one' if count == 1 else 'other'}"].format(n=count) if count else ""
