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
_WORD = re.compile(r"(?<!['\u2019])\b[^\W\d_]+")  # what follows an apostrophe is an ending in Turkish
_SHARE = 0.3  # of the letters; names in Latin letters stand in most texts
_EXPECTED = ("id", "en")
_ENOUGH = 2  # frequent words that tell another language
_KANA_SHARE = 0.1  # Chinese text has next to none
_MALAY = "yang dan di dengan untuk pada dari ini itu tidak akan dalam telah oleh juga"
# Frequent words that are not words of the other languages; enough to tell the language of a news text.
_WORDS = {
    lang: frozenset(words.split())
    for lang, words in {
        "id": f"{_MALAY} karena bahwa sedangkan saat tersebut bisa hanya sejak kata",
        "ms": f"{_MALAY} kerana bahawa manakala sahaja ialah khamis ogos polis",
        "en": "the of and to in that is was for with said has have are from by will his their on an it",
        "fr": "le la les de des et est dans que pour qui sur avec une un du par au aux en son sa ses à",
        "es": "el los las la de y que en por con una un del para como pero su sus se al lo más",
        "de": "der die das den dem ein eine und ist nicht mit von im in auch auf für zu sich nach",
        "pt": "o os as de e que em por com uma um do da dos das na no nas nos para não ao pelo seu sua mais",
        "nl": "de het een van en in dat niet op zijn met voor te aan door heeft wordt naar uit",
        "tr": "ve bir bu için ile olarak daha olan sonra kadar gibi ise etti dedi yeni",
        "vi": "và của là các trong được cho người không với một những đã tại về ông",
    }.items()
}
# Letters that only one of them has are worth a word.
_LETTERS = {
    "de": re.compile("[ß]"),
    "pt": re.compile("[ãõ]"),
    "tr": re.compile("[ğşıİ]"),
    "vi": re.compile("[ăơưạ-ỹ]"),
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
    words = Counter(word.lower() for word in _WORD.findall(text) if not word.isupper())  # AS is a country
    hits = {lang: sum(words[word] for word in frequent) for lang, frequent in _WORDS.items()}
    if not text.isascii():
        for lang, own in _LETTERS.items():
            hits[lang] += len(own.findall(text))
    most = max(hits.values())
    best = [lang for lang, count in hits.items() if count == most]
    if best == ["id", "ms"]:  # what is common to both is more likely Indonesian
        return "id" if most else None
    enough = 1 if best[0] in _EXPECTED else _ENOUGH  # "von der Leyen" is no German text
    return best[0] if most >= enough and len(best) == 1 else None
