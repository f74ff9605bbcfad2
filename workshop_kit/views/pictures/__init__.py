"""One file a view: from tallies to a `Picture`."""
