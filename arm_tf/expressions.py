"""The expressions, by name, and the order in which each data set numbers them.

Labels are mapped by name everywhere: every data set numbers the same seven
expressions differently, and a mix-up still trains, only wrongly.
"""

BASIC = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
)
WITH_CONTEMPT = (*BASIC, "contempt")
NO_CLASS = -1  # Aff-Wild2: no label in the truth, no face in predictions

# What people and folders call them.
SYNONYMS = {
    "angry": "anger",
    "disgusted": "disgust",
    "afraid": "fear",
    "fearful": "fear",
    "happy": "happiness",
    "sad": "sadness",
    "surprised": "surprise",
    "normal": "neutral",
}


def canonical(name: str) -> str:
    """Returns the standard name: `canonical(" Angry ") == "anger"`.

    Unknown names come back in lower case, without surrounding blanks.
    """
    name = name.strip().lower()
    return SYNONYMS.get(name, name)
