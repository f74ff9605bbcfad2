"""The archives of a report as the analyst's questions take them."""

from functools import cached_property, reduce
from itertools import chain
from operator import add

import msgspec

from ...pool.archive import Archive
from ...pool.tally import PublishedTally, Tally
from ..analysis.source import FEWEST_OF_A_SCALE, Source


class Reported(Source):
    """An archive in a page that may be sent: under thirty people no exact figure is taken from it, rows or not."""

    def counted(self, activity: str) -> PublishedTally | Tally:
        counted = super().counted(activity)
        fewest = min((figure.n for figure in counted.figures.values()), default=counted.n)
        return counted if min(counted.n, fewest) >= FEWEST_OF_A_SCALE else self.tallies[activity]


class Together(Archive):
    """Archives with rows of the same activity, as one. Groups bear the name of their archive before their own."""

    def __init__(self, archives: list[Archive]):
        first, manifests = archives[0], [archive.manifest for archive in archives]
        self.archives = archives
        together = msgspec.structs.replace(
            first.manifest,
            n=sum(one.n for one in manifests),
            groups={_named(archive, group): n for archive in archives for group, n in archive.manifest.groups.items()},
            kept_out=sum(one.kept_out for one in manifests),
            empty=sum(one.empty for one in manifests),
            faults=tuple(chain.from_iterable(one.faults for one in manifests)),
        )
        super().__init__(first.folder, together, first.said)

    def spoken_in(self, language: str) -> "Together":
        return Together([archive.spoken_in(language) for archive in self.archives])

    @cached_property
    def tally(self) -> Tally:
        return reduce(add, (archive.tally for archive in self.archives))

    @cached_property
    def groups(self) -> dict[str, Tally]:
        return {
            (name := _named(archive, group)): msgspec.structs.replace(tally, group=name)
            for archive in self.archives
            for group, tally in archive.groups.items()
        }

    @cached_property
    def answers(self):
        import pandas as pd

        return pd.concat([archive.answers for archive in self.archives], ignore_index=True)


def _named(archive: Archive, group: str) -> str:
    return f"{archive.name}: {group}"
