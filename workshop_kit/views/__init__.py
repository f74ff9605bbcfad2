"""What is seen: from published tallies to pictures with a finding in words.

- `registry`   `picture(view, tallies, document) → Picture`, `find`, `needs`, `offered`
- `pictures/`  one file a view; `figures` is their face: plotly Figures straight from a tally
- `report`    the page that is sent; `titled` puts finding and note into a figure
- `canvas`, `labels`, `palette`, `words`, `sureness`  what the figures share
"""
