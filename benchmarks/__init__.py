"""How fast the kit is, always beside the least that the same work can cost, in one run."""
