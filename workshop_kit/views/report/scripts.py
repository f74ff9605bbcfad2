"""What makes the figures of a page come alive: a small script that runs, and plotly as text that waits to be run.

The page's own policy allows these two and no other, by their hashes, and no address to fetch anything from.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Scripts:
    plotly: str
    live: str

    @property
    def allowed(self) -> str:
        """What the page's policy says of them."""
        hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in (self.live, self.plotly))
        return f"; script-src {hashes}"


@cache
def scripts() -> Scripts:
    plotly = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
    live = Path(__file__).parent / "live.js"
    return Scripts(*(_inside_a_page(file.read_text("utf-8")) for file in (plotly, live)))


def _inside_a_page(script: str) -> str:
    """A script that cannot end the element in which it stands: to JavaScript `<\\/` is `</` (in texts and patterns)."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
