"""What a report says of answers collected elsewhere: an archive with rows.

    archives → Section (one for each activity: its pictures, scales, items, groups, counts) → rows.html.j2

From thirty people on the whole is shown as it is; under that, and for every group, only what `pool.privacy` publishes.
"""

from functools import cached_property
from math import sqrt

from ...instrument import Instrument, MeanSpec
from ...instrument.messages import voice
from ...measure.estimate import Estimate, team_interval
from ...pool import privacy
from ...pool.archive import Archive, natural
from ...pool.figures import CountSums
from ...pool.published import PublishedTally
from ...pool.tally import Tally
from .. import palette
from ..showing import Shown
from .charts import Chart, Counted, Row
from .contents import Chapter, Entry, entries

EXACT_FROM = 30  # the whole is shown as it is
MANY_SCALES = 6
THRESHOLD = privacy.SMALLEST_THRESHOLD


class Section:
    """All that the page says about one activity."""

    template = "rows.html.j2"
    rehearsal = False  # simulated people answer in rooms only

    def __init__(self, archive: Archive, *, prefix: str = "", analyst=None, pictures: tuple[Shown, ...] = ()):
        self.archive, self.prefix, self.analyst, self.pictures = archive, prefix, analyst, pictures
        self.instrument: Instrument = archive.instrument
        self.activity = self.instrument.activity(archive.manifest.activity)
        self._voice = voice(self.instrument.language, "report")

    @property
    def language(self) -> str:
        return self.instrument.language

    @property
    def direction(self) -> str:
        return self.instrument.direction

    def say(self, key: str, **fill) -> str:
        return self._voice.say(key, **fill)

    def plural(self, key: str, n: int) -> str:
        return self._voice.plural(key, n, n=grouped(n))

    def number(self, value: float, decimals: int) -> str:
        return self._voice.number(value, decimals)

    # what it rests on

    @property
    def whole(self) -> Tally:
        return self.archive.tally

    @cached_property
    def released(self) -> dict[str | None, PublishedTally]:
        return privacy.release(self.whole, self.archive.groups, THRESHOLD, None, {})

    @property
    def exact(self) -> bool:
        return self.whole.n >= EXACT_FROM

    @property
    def shown(self) -> bool:
        return None in self.released

    # the head

    @property
    def title(self) -> str:
        return self.activity.title

    @property
    def facts(self) -> list[str]:
        kept_out, empty = self.archive.manifest.kept_out, self.archive.manifest.empty
        said = [self.plural("kept_out", kept_out) if kept_out else self.say("kept_out_none")]
        return said + ([self.plural("empty", empty)] if empty else [])

    @property
    def people(self) -> str:
        parts = [self.plural("people", self.whole.n)]
        if self.archive.groups:
            parts.append(self.plural("in_groups", len(self.archive.groups)))
        names = [one.name for one in getattr(self.archive, "archives", [self.archive])]
        parts.append(self.say("from", names=self._voice.series(names)))
        return " ".join(parts)

    @property
    def contents(self) -> list[Chapter]:
        """What stands in this part, in the order of the page."""
        charts = [*self.scales, *self.items, *self.groups]
        listed = [*entries(self.pictures), *(Entry(one.anchor, one.title) for one in charts)]
        if self.counted:
            listed.append(Entry(f"{self.prefix}counts", self.say("counts_title")))
        about = [Entry(f"{self.prefix}{id}", self.say(f"{id}_title")) for id in ("method", "privacy")]
        return [
            Chapter(Entry(f"{self.prefix}results", self.say("kicker")), tuple(listed)),
            *([self.analyst.chapter] if self.analyst else []),
            *(Chapter(entry) for entry in about),
        ]

    # the scales

    @cached_property
    def specs(self) -> list[MeanSpec]:
        return [spec for spec in self.activity.specs if isinstance(spec, MeanSpec) and self._mean(spec).known]

    def _mean(self, spec: MeanSpec) -> Estimate:
        source = self.whole if self._is_exact(spec) else self.released.get(None)
        return source.estimate(spec.id) if source is not None else Estimate(None, None, None, 0)

    def _is_exact(self, spec: MeanSpec) -> bool:
        return self.exact and self.whole.figures[spec.id].n >= EXACT_FROM

    @property
    def sentences(self) -> list[str]:
        """The finding in words, where there are few enough scales to say it."""
        rows = [self._row(spec) for spec in self.specs]
        if len(rows) > 3:
            return []
        return [
            self.say(
                "sentence" if row.decimals else "sentence_coarse",
                name=row.name,
                mean=self.number(row.estimate.value, row.decimals),
                low=self.number(row.estimate.low, row.decimals),
                high=self.number(row.estimate.high, row.decimals),
            )
            for row in rows
        ]

    @property
    def scales(self) -> list[Chart]:
        """One chart for each lens of each block."""
        places = dict.fromkeys((spec.block, spec.lens) for spec in self.specs)
        return [self._scales(block, lens) for block, lens in places]

    def _scales(self, block: int, lens: str | None) -> Chart:
        rows = tuple(self._row(spec) for spec in self.specs if (spec.block, spec.lens) == (block, lens))
        title = (
            self.say("scales_title_lens", lens=self.instrument.lens(lens).name) if lens else self.say("scales_title")
        )
        anchor = f"{self.prefix}scales-{block}{f'-{lens}' if lens else ''}"
        note, column = self.say("scales_note"), self.say("column_scale")
        return Chart(anchor, title, note, column, rows, ends=self._ends(block, lens))

    def _ends(self, block: int, lens: str | None) -> tuple[str, ...] | None:
        """The labels at both ends of a scale, and in the middle where that is best."""
        asked = self.activity.blocks[block]
        if asked.kind == "situation":
            return self.say("telling"), self.say("showing")
        labels = self.instrument.lens(lens).labels if lens else asked.scale.labels
        middle = (labels[len(labels) // 2],) if asked.scale.ideal else ()
        return (labels[0], *middle, labels[-1]) if labels else None

    def _row(self, spec: MeanSpec) -> Row:
        return Row(self.name(spec), self._mean(spec), self._role(spec.facet), 1 if self._is_exact(spec) else 0)

    def name(self, spec: MeanSpec) -> str:
        texts = {item.id: item.text for item in self.activity.blocks[spec.block].items}
        if spec.id.split(".")[0] in texts:
            return texts[spec.id.split(".")[0]]
        return self.instrument.facet(spec.facet).name if spec.facet else self.say("tell_show")

    def full_name(self, spec: MeanSpec) -> str:
        return f"{self.name(spec)} ({self.instrument.lens(spec.lens).name})" if spec.lens else self.name(spec)

    def _role(self, facet: str | None) -> str:
        for role, dimension in zip(palette.ROLES, self.instrument.dimensions, strict=False):
            if facet in dimension.facets:
                return role
        return palette.BOTH

    # question by question

    @property
    def items(self) -> list[Chart]:
        """Left out where there are so many scales that nobody would read them."""
        if len(self.specs) > MANY_SCALES:
            return []
        return [chart for spec in self.specs if (chart := self._items(spec)) is not None]

    def _items(self, spec: MeanSpec) -> Chart | None:
        """From the people who answered all items; left out where those who did not are a few (P4)."""
        sums = self.whole.figures[spec.id].products if self._is_exact(spec) else None
        if sums is None or sums.n < EXACT_FROM or spec.recode or 0 < self.whole.figures[spec.id].n - sums.n < THRESHOLD:
            return None
        texts = {item.id: item for item in self.activity.blocks[spec.block].items}
        items = [texts[key.removesuffix(f".{spec.lens}") if spec.lens else key] for key in spec.keys]
        rows = tuple(
            Row(
                item.text,
                self._item(sums, i, spec),
                self._role(spec.facet),
                1,
                self.say("turned") if item.reverse else "",
            )
            for i, item in enumerate(items)
        )
        title, note = self.say("items_title", name=self.full_name(spec)), self.plural("items_note", sums.n)
        ends = self._ends(spec.block, spec.lens)
        return Chart(f"{self.prefix}items-{spec.id}", title, note, self.say("column_item"), rows, ends=ends)

    def _item(self, sums, i: int, spec: MeanSpec) -> Estimate:
        to_100 = 100 / (spec.points - 1)
        scatter = (sums.n * sums.products[i][i] - sums.sums[i] ** 2) / sums.n
        mean, sd = sums.sums[i] / sums.n * to_100, sqrt(scatter / (sums.n - 1)) * to_100
        return team_interval(mean, sd, sums.n, reliability=self.whole.reliability)

    # group by group

    @property
    def groups(self) -> list[Chart]:
        """One chart for each scale, or for each group where that makes fewer."""
        names = sorted((name for name in self.released if name is not None), key=natural)
        if len(names) < len(self.specs):
            return [self._scales_of(name, place) for place, name in enumerate(names, start=1)]
        return [chart for spec in self.specs if (chart := self._groups_of(spec)) is not None]

    def _scales_of(self, group: str, place: int) -> Chart:
        shown = [(spec, self.released[group].estimate(spec.id)) for spec in self.specs]
        rows = tuple(
            Row(self.full_name(spec), estimate, self._role(spec.facet)) for spec, estimate in shown if estimate.known
        )
        title, note = self.say("groups_title", name=group), self.say("groups_note_scales")
        return Chart(f"{self.prefix}group-{place}", title, note, self.say("column_scale"), rows)

    def _groups_of(self, spec: MeanSpec) -> Chart | None:
        shown = {name: tally.estimate(spec.id) for name, tally in self.released.items() if name is not None}
        names = sorted((name for name, estimate in shown.items() if estimate.known), key=natural)
        if not names:
            return None
        hidden = len(self.archive.groups) - len(names)
        return Chart(
            f"{self.prefix}groups-{spec.id}",
            self.say("groups_title", name=self.full_name(spec)),
            self.say("groups_note"),
            self.archive.manifest.group_column or self.say("column_group"),
            tuple(Row(name, shown[name], self._role(spec.facet)) for name in names),
            line=self._mean(spec).value,
            ends=self._ends(spec.block, spec.lens),
            after=self.plural("groups_hidden", hidden) if hidden else "",
        )

    # what was chosen

    @property
    def counted(self) -> list[Counted]:
        published = self.released.get(None)
        if published is None:
            return []
        found = []
        for block in self.activity.blocks:
            for item in block.items:
                if isinstance(self.whole.figures.get(item.id), CountSums) and item.id in published.figures:
                    found.append(self._counted(item, block, published))
        return found

    @property
    def counts_shown(self) -> bool:
        """Whether there are numbers, or only the names of what was chosen often."""
        return any(count is not None for one in self.counted for _, count, _ in one.options)

    def _counted(self, item, block, published: PublishedTally) -> Counted:
        names = {option.id: option.text for option in item.options} or {bin.id: bin.name for bin in block.bins}
        figure, counts = published.figures[item.id], published.counts(item.id)
        if counts is None:
            return Counted(item.text, figure.n, tuple((names[id], None, 0.0) for id in published.chosen(item.id)))
        options = tuple((names[id], count, count / figure.n) for id, count in counts.items())
        return Counted(item.text, figure.n, options)

    # method

    @property
    def minimums(self) -> list[str]:
        """What it takes to count; one line where all scales ask for the same."""
        scales = [spec for spec in self.specs if len(spec.keys) > 1]
        needs = {(spec.minimum, len(spec.keys)) for spec in scales}
        if len(scales) > 1 and len(needs) == 1:
            minimum, items = needs.pop()
            return [self.say("method_minimum_all", minimum=minimum, items=items)]
        return [
            self.say("method_minimum", name=self.full_name(spec), minimum=spec.minimum, items=len(spec.keys))
            for spec in scales
        ]

    @property
    def in_full(self) -> list[tuple[str, Estimate]]:
        """The means with all their digits, for an analyst."""
        exact = [spec for spec in self.specs if self._is_exact(spec)]
        return [(self.say("mean_of", name=self.full_name(spec)), self._mean(spec)) for spec in exact]


def grouped(n: int) -> str:
    """2042 as 2 042, with a narrow space that does not break."""
    return f"{n:,}".replace(",", "\u202f")
