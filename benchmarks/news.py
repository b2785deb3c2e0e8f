"""Invented news in Indonesian: titles, bodies and feed documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from random import Random

from entities.gazetteer import Gazetteer

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

WORDS = """
abadi acara adalah akan akhir aktif alam aliran aman anak anggaran angka antara arah arus asal atas awal bagi
bahan bahwa baik bakal bantuan barang baru batas bawah beban beberapa belum benar berada berarti berbagai
berita besar biaya bidang bisa bukan bulan cadangan cara cepat cuaca daerah dagang dalam dan dana dari data
dengan depan desa dewan di dialog dua dukungan ekonomi ekspor energi faktor forum gabah gagasan garis
gelombang hak hal hampir harga hari hasil hingga hujan hukum ikan impor industri informasi ini investasi itu
izin jadi jalan jalur jangka jasa jumlah juta kabar kapal karena kawasan kebijakan kebutuhan kecil kegiatan
kelompok kembali kemudian kepada kerja kesepakatan ketika komoditas kondisi kuartal lahan lain laju lalu
langkah laporan laut layanan lebih lembaga listrik logistik lokal luas masa masih masyarakat mata mencapai
menjadi menurut mereka minggu mitra modal mulai musim naik nilai olahraga orang pada padi pangan para pasar
pasokan pekan pelabuhan peluang pemerintah pendapat penerbangan pengamat penting perjalanan persen pertemuan
pertumbuhan perusahaan peserta petani pihak pintu posisi produk program proyek pusat rantai rapat rata rencana
resmi riset saat saham sangat satu sebagai sebelum sejumlah sektor sekitar selama seluruh semua sementara
sepanjang serta setelah sistem sudah suku sumber surat tahap tahun tambahan tanah target tarif tawaran
teknologi telah tenaga terhadap tetap tidak tiga tinggi tingkat titik tren tugas turun udara uji untuk upaya
usaha utama wajar waktu warga wilayah
""".split()  # noqa: SIM905 - easier to read than 300 quotes

# What a name alone cannot decide, as it stands in Indonesian news: currencies, offices, people and places of
# the same name, organisations. One sentence in six has one.
DOUBTFUL = (
    "kurs dolar AS", "dolar Singapura", "yen Jepang", "pasar saham Wall Street", "Presiden AS", "AS Roma",
    "Perdana Menteri Jepang", "Kim", "Xi", "Anwar", "Georgia", "Universitas Indonesia", "Bank of America",
    "timnas Belanda", "Piala Dunia Qatar", "Gedung Putih", "Kedutaan Besar Prancis", "Putin",
    "Presiden Prabowo Subianto", "Bursa Malaysia", "Jalan Malaka", "kopi Guinea", "Chad Smith", "Turki",
)  # fmt: skip


class Press:
    """Writes articles about the countries and leaders of a gazetteer; the same ones for the same seed."""

    def __init__(self, gazetteer: Gazetteer, seed: int = 1) -> None:
        self.rng = Random(seed)
        labels = [entity.labels["id"] for entity in gazetteer.entities.values()]
        self.often = self.rng.sample(labels, min(40, len(labels)))  # as in the news: few names, much repeated
        self.all = labels

    def name(self) -> str:
        """A name; four times in five one of the frequent ones."""
        return self.rng.choice(self.often if self.rng.random() < 0.8 else self.all)

    def sentence(self, names: int) -> str:
        """About 16 words with ``names`` names in them."""
        words = self.rng.choices(WORDS, k=self.rng.randint(10, 20))
        for _ in range(names):
            words.insert(self.rng.randint(1, len(words)), self.name())
        if self.rng.random() < 1 / 6:
            words.insert(self.rng.randint(1, len(words)), self.rng.choice(DOUBTFUL))
        return " ".join([words[0].capitalize(), *words[1:]]) + "."

    def article(self) -> tuple[str, str]:
        """Title and body: 6 to 10 paragraphs of about 45 words, 3 to 20 names."""
        title = self.sentence(self.rng.choice((0, 1, 1, 2))).removesuffix(".")
        paragraphs = [
            " ".join(self.sentence(self.rng.choice((0, 0, 0, 1))) for _ in range(3))
            for _ in range(self.rng.randint(6, 10))
        ]
        return title, "\n".join(paragraphs)

    def feed(self, number: int, entries: int) -> bytes:
        """An RSS document with full texts, as a few news sites write it: some 3.2 kB an entry."""
        return self._document(number, entries, full=True)

    def headlines(self, number: int, entries: int) -> bytes:
        """An RSS document with a picture and the first 100 words, as most write it: some 1.7 kB an entry."""
        return self._document(number, entries, full=False)

    def _document(self, number: int, entries: int, *, full: bool) -> bytes:
        items = []
        for place in range(entries):
            title, body = self.article()
            link = f"https://berita-{number}.example/2026/11/20/{place:04d}/kabar"
            when = format_datetime(START - timedelta(minutes=7 * place))
            if full:
                html = "".join(f"<p>{escape(text)}</p>" for text in body.split("\n"))
                said = (
                    f"<description>{escape(body[:160])}</description>"
                    f"<content:encoded><![CDATA[{html}]]></content:encoded>"
                )
            else:
                lead = body.replace("\n", " ").split(". ")[: self.rng.randint(7, 9)]
                picture = f"https://foto-{number}.example/2026/11/20/{place:04d}/kabar_dari_daerah_"
                said = (
                    f'<description><![CDATA[<p><img src="{picture}kecil.jpg" align="left" border="0"/>'
                    f"{escape('. '.join(lead))}.</p>]]></description>"
                    f"<category>Internasional</category><dc:creator>Wartawan {number % 7}</dc:creator>"
                    f'<enclosure url="{picture}besar.jpg" length="10240" type="image/jpeg"/>'
                    f'<media:content url="{picture}besar.jpg" medium="image" width="1200" height="800"/>'
                )
            items.append(
                f"<item><title>{escape(title)}</title><link>{link}</link><guid>{link}</guid>"
                f"<pubDate>{when}</pubDate>{said}</item>"
            )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
            f"<title>Berita {number}</title><link>https://berita-{number}.example/</link>"
            f"<description>Kabar</description><language>id</language>{''.join(items)}</channel></rss>"
        ).encode()
