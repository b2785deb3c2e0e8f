"""Names that bad extraction glued to the words beside them: ``Israeldapat``, ``antaraIrandan``."""

from __future__ import annotations

import re

from entities.forms import SHORT

# Words that follow or precede a name in running Indonesian text; a name glued to one of them was two words.
_WORDS = frozenset(
    word
    for line in (
        "ada adalah agar akan akhirnya antara apabila asal atas atau awal bagi bahkan bahwa bakal",
        "baru beberapa belum berada berapa berencana bersama bertemu bisa boleh bukan dalam dan",
        "dapat dari demi dengan di dikutip dilansir dimana dinilai diri disebut diwartakan gagal",
        "guna hadir hanya harus hingga ialah ikut ingin ini itu jadi jangan jelang jika juga kalah",
        "karena kata katanya kawasan ke kecuali kembali kemudian kepada ketika kini kita kontra",
        "lagi lain lalu lawan lewat maka masih maupun melalui memang mengaku menurut menyebut",
        "merupakan mulai namun oleh pada pasca pernah pihak pria saat saja saling sama sambil",
        "sampai sang sangat sebagai sebelum sebut sebuah sedang sejak selama selain seluruh semakin",
        "sempat sendiri seorang seperti serta sesudah setelah setiap siap soal sudah supaya tak",
        "tapi tarik telah terhadap terkait ternyata tetap tetapi tiba tidak timnas tuding turut",
        "untuk usai wanita warga yaitu yakni yang presiden pemerintah negara perang",
        "naik turun unggul tewas membela membeli menjual minta klaim kecam ancam serang tolak mereka",
        "dia hari tahun bulan pekan lebih paling terus wilayah sebanyak sejumlah pengamat menteri",
        "menlu militer tentara pasukan otoritas kedutaan parlemen pejabat polisi mantan pelatih kapten",
    )
    for word in line.split()
)
# What an Indonesian verb starts with; long enough with its stem not to be the end of another name.
_VERB = re.compile(r"(?:me(?:m|n|ng|ny|r|l)?|ber|ter|di|ke|pe[mn]?)[a-z]{4,}$")
_CLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)(?![^\W_])")  # after a hyphen it is a word of its own
_BEFORE_WORD = frozenset(" \n\"'(")
_LOWER = re.compile(r"[a-z]+")
_MIN_NAME = SHORT
_MIN_VERB = 6
_ACRONYM = 5
_MAX_WORD = 24


def glued_left(text: str, start: int, end: int) -> bool:
    """Whether the letters right before are another word: ``antaraIran``, ``RIPrabowo``."""
    if end - start < _MIN_NAME or not text[start].isupper() or not text[start + 1].islower():
        return False
    if text[end : end + 1] == "." and text[end + 1 : end + 2].islower():  # CNNIndonesia.com
        return False
    left = start
    while left and start - left < _MAX_WORD and text[left - 1].isalpha():
        left -= 1
    word = text[left:start]
    if word.lower() in _WORDS or (word.isupper() and 1 < len(word) < _ACRONYM):
        return True
    # A word in small letters that runs into a capital was two words, but for names on the web: @visitJapan.
    return len(word) > 1 and word.islower() and (not left or text[left - 1] in _BEFORE_WORD)


def glued_right(text: str, start: int, end: int) -> bool:
    """Whether the letters right after are another word: ``Israeldapat``, ``Subiantomencabut``."""
    if end - start < _MIN_NAME or not text[start].isupper() or text[end - 1].isupper():
        return False
    rest = _LOWER.match(text, end)
    if rest is None or (rest.end() < len(text) and text[rest.end()].isalnum()):
        return False
    word = rest.group()
    if len(word) == 2:  # noqa: PLR2004 - "di", "ke": too short to tell from a suffix, unless the name is long
        return word in _WORDS and end - start > _MIN_VERB
    return word in _WORDS or (len(word) >= _MIN_VERB and _VERB.match(word) is not None)


def carries(text: str, start: int, end: int) -> bool:
    """Whether the letters right after the form are a clitic or another word."""
    return end - start >= SHORT and (_CLITIC.match(text, end) is not None or glued_right(text, start, end))


def may_stand(text: str, start: int, end: int) -> bool:
    """Whether a form stands between spaces there, carries what a word may carry or runs into a name."""
    if start and text[start - 1].isalnum() and not glued_left(text, start, end):
        return False
    if not text[end : end + 1].isalnum() or carries(text, start, end):
        return True
    return end - start < SHORT and text[end - 1 : end + 1].isupper()
