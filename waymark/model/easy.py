"""Easy read: the pictures that may stand beside its lines, and its longest sentence."""

PICTURES = (
    "ambulance",
    "bell",
    "blanket",
    "breathe",
    "calendar",
    "clock",
    "cup",
    "doctor",
    "door",
    "ear",
    "eye",
    "feet",
    "hands",
    "heart",
    "hospital",
    "house",
    "keys",
    "letter",
    "list",
    "lock",
    "map",
    "mind",
    "mobile",
    "moon",
    "person",
    "phone",
    "plaster",
    "question",
    "scales",
    "school",
    "shield",
    "speech",
    "stop",
    "tap",
    "text",
    "tick",
    "together",
    "walk",
    "warning",
    "wave",
)
"""Each is a drawing of ``theme/illustrations/easy/``."""

PICTURE = "picture"
"""What the reference to one begins with: ``![phone](picture:phone)``."""
LONGEST_SENTENCE = 12
"""Words."""
EASY = "easy"
"""The folder of easy read pages, and their layout."""
