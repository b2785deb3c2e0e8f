"""The language of a news text, told by its script and its most frequent words."""

from __future__ import annotations

import re
from collections import Counter

_READ = 5000  # characters; the opening of a text tells its language
# Scripts that one language of the gazetteer is written in, and letters that only other languages have.
_SCRIPTS = {
    "ar": ("[\u0620-\u06d3]", "[پچژگٹڈړۍې]"),
    "hi": ("[\u0900-\u0963]", "[ळ]"),
    "ja": ("[\u3041-\u30fa]", ""),
    "ko": ("[\uac00-\ud7a3]", ""),
    "ru": ("[\u0400-\u052f]", "[іїєґўђјљњћџәғқңөұүһ]"),
    "th": ("[\u0e01-\u0e4e]", ""),
    "zh": ("[\u3400-\u9fff]", ""),
}
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_SHARE = 0.3  # of the letters; names in Latin letters stand in most texts
_KANA_SHARE = 0.1  # Chinese text has next to none
_MALAY = "yang dan di dengan untuk pada dari ini itu tidak akan dalam telah oleh juga"
# Frequent words that are not words of the other languages; enough to tell the language of a news text.
_WORDS = {
    lang: frozenset(words.split())
    for lang, words in {
        "id": f"{_MALAY} karena bahwa sedangkan saat tersebut bisa hanya sejak kantor",
        "ms": f"{_MALAY} kerana bahawa manakala sahaja beliau ialah berkata boleh pejabat polis",
        "en": "the of and to in that is was for with said has have are from by will his their",
        "fr": "le la les des et est dans que pour qui sur avec une du par",
        "es": "el los las y que en por con una del para como pero",
        "de": "der die das und ist nicht mit dem den von auch auf ein",
        "pt": "o os as e que em por com uma um do da dos das na no para não ao pelo são",
        "nl": "de het een van en in dat niet op zijn met voor te aan door heeft wordt",
        "tr": "ve bir bu için ile olarak da de daha olan sonra kadar gibi ise etti dedi",
        "vi": "và của là các trong được cho người không với một những đã tại về ông",
    }.items()
}


def language_of(text: str) -> str | None:
    """ISO 639-1 code of one of the gazetteer's languages; None when the text does not say."""
    text = text[:_READ]
    if not text.isascii():
        letters = len(_LETTER.findall(text)) or 1
        for lang, (script, foreign) in _SCRIPTS.items():
            share = len(re.findall(script, text)) / letters
            if share > (_KANA_SHARE if lang == "ja" else _SHARE):
                return None if foreign and re.search(foreign, text.lower()) else lang
    words = Counter(_WORD.findall(text.lower()))
    hits = {lang: sum(words[word] for word in frequent) for lang, frequent in _WORDS.items()}
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] else None
