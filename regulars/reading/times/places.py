"""Where 3/4 is March 4th, and where it is 3 April."""

# Source: Unicode CLDR, short date patterns of en-US, en-PH and their territories.
MONTH_FIRST = frozenset(
    "New_York Chicago Denver Los_Angeles Phoenix Anchorage Detroit Boise Juneau Sitka Nome Adak Yakutat Menominee "
    "Metlakatla Puerto_Rico".split()
)
STATES = ("Indiana/", "Kentucky/", "North_Dakota/")
ISLANDS = frozenset({"Pacific/Honolulu", "Pacific/Guam", "Asia/Manila"})
# Canada writes all three orders; a zone without a place says nothing.
UNKNOWN = frozenset("Toronto Vancouver Edmonton Winnipeg Regina Halifax St_Johns Moncton Whitehorse Montreal".split())


def month_first(zone: str, language: str = "en") -> bool | None:
    """Whether short dates put the month first there. None where it cannot be told: Canada, zones without a place."""
    if language != "en":
        return False
    region, _, place = zone.partition("/")
    if region == "US" or place in MONTH_FIRST or zone in ISLANDS or place.startswith(STATES):
        return True
    if not place or region == "Etc" or (region == "America" and place in UNKNOWN) or region == "Canada":
        return None
    return False
