"""What is seen: from published tallies to pictures with a finding in words.

- `catalogue`  which views there are and what each needs, without the weight of drawing
- `registry`   `picture(view, tallies, document) → Picture`, `find`, `needs`, `offered`
- `pictures/`  one file a view; `figures` is their face: plotly Figures straight from a tally
- `canvas`, `labels`, `palette`, `words`, `sureness`  what the figures share
"""
