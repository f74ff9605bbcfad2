"""How an activity is built, as far as a view has to know before it can draw it."""


def two_lenses(activity: dict) -> bool:
    """Ratings of facets through two lenses."""
    return len(activity["blocks"][0]["lenses"]) >= 2


def ideal_facets(activity: dict) -> bool:
    """Facets on a scale whose middle is right."""
    return any(
        block["kind"] == "rating" and block["scale"]["ideal"] and any(item["facet"] for item in block["items"])
        for block in activity["blocks"]
    )


def sorts(activity: dict) -> bool:
    return kinds(activity) == ["sort"]


def scenes(activity: dict) -> bool:
    return kinds(activity) == ["situation"]


def texts(activity: dict) -> bool:
    return set(kinds(activity)) == {"text"}


def picks_from(activity: dict) -> str | None:
    """The activity whose wall this one picks from."""
    walls = (item.get("wall") for block in activity["blocks"] for item in block["items"])
    return next((wall for wall in walls if wall), None)


def few_ratings(activity: dict) -> bool:
    """One rating or two on a one-way scale, of no facet: how somebody arrives, or a fist of five."""
    blocks = activity["blocks"]
    if kinds(activity) != ["rating"] or blocks[0]["lenses"] or blocks[0]["scale"]["ideal"]:
        return False
    return len(blocks[0]["items"]) <= 2 and not any(item["facet"] for item in blocks[0]["items"])


def kinds(activity: dict) -> list[str]:
    return [block["kind"] for block in activity["blocks"]]
