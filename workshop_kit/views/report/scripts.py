"""What makes the figures of a page come alive: a small script that runs, and plotly, packed, as text that waits.

The page's own policy allows these two and no other, by their hashes, and no address to fetch anything from.
"""

import base64
import hashlib
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Scripts:
    """`live` runs; `plotly` is what it runs later, and `packed` the same as it stands in the page."""

    live: str
    plotly: str
    packed: str

    @property
    def allowed(self) -> str:
        """What the page's policy says of them."""
        hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in (self.live, self.plotly))
        return f"; script-src {hashes}"


@cache
def scripts() -> Scripts:
    plotly = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
    live = (Path(__file__).parent / "live.js").read_text("utf-8")
    return Scripts(live, plotly.read_text("utf-8"), _packed(plotly.read_bytes()))


def _packed(content: bytes) -> str:
    """Raw deflate (which holds no date and no name of a system), in letters that can end no element of a page."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return base64.b64encode(packer.compress(content) + packer.flush()).decode()


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
