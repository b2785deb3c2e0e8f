"""One address for one article, however a feed or a reader came by it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL: Final = 2_048

# fmt: off
# What says where a reader came from, never what is read.
_TRACKING: Final = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid",
    "ysclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id",
    "wickedid", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "cmpid", "ncid",
    "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "at_campaign", "at_medium", "at_format",
    "at_link_id", "at_ptr_name", "at_bbc_team", "ocid", "icid", "smid", "smtyp", "partner", "cmp", "spm",
    "wt_mc", "xtor", "s_cid", "sr_share", "trk", "rss", "ft_source", "traffic_source", "feature",
    "guccounter", "soc_src", "soc_trk", "_ga", "_gl", "amp", "amp_js_v", "outputtype", "usqp",
    "__twitter_impression", "tag_from", "mtype", "mpid", "ref_src", "ref_url", "srsltid", "gad_source",
    "gad_campaignid", "wprov", "_openstat", "_branch_match_id", "guce_referrer", "guce_referrer_sig", "epik",
    "erid", "ck_subscriber_id", "dicbo", "spot_im_redirect_source", "jxconn", "jxreco_id", "jxsite",
    "lgn_method", "google_btn", "rb_clickid", "s_kwcid", "ef_id",
))
_TRACKING_START: Final = ("utm_", "pk_", "piwik_", "matomo_", "mtm_", "hsa_", "sc_", "stm_", "int_", "itm_")
# Only these values of ref and source say where a reader came from; others may choose a page.
_FROM: Final = re.compile(
    r"rss|feed|atom|home|homepage|twitter|facebook|fb|telegram|whatsapp|wa|line|email|newsletter|google|"
    r"(?:rss|feed)[-_].*|.*[-_](?:rss|feed)|search|terkait|terpopuler|related|index",
    re.IGNORECASE,
)
# Another view of the same article: all pages at once, mobile, print.
_VIEWS: Final = {
    "page": {"all", "1", "semua", "0"},
    "single": {"1"},
    "showpage": {"all"},
    "view": {"all"},
    "mobile": {"1", "true"},
    "m": {"1"},
    "print": {"1", "true"},
}
_PORTS: Final = {"http": 80, "https": 443}
# Mobile and AMP editions of sites whose addresses are otherwise the same.
_SAME_PATHS: Final = (
    "kontan.co.id", "kompas.com", "detik.com", "tempo.co", "antaranews.com", "republika.co.id",
    "liputan6.com", "cnnindonesia.com", "cnbcindonesia.com", "bisnis.com", "okezone.com",
    "tribunnews.com", "merdeka.com", "suara.com", "viva.co.id", "jawapos.com", "sindonews.com",
    "inews.id", "jpnn.com", "theguardian.com",
)
# fmt: on
_UNDER_SAME_PATHS: Final = tuple(f".{site}" for site in _SAME_PATHS)
_EDITIONS: Final = frozenset({"m", "amp", "mobile"})
_USUAL_PATH: Final = re.compile(r"[\w/.-]+", re.ASCII)  # which is already as it should be
_LETTERS: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def web_url(link: str, *, base: str = "") -> str | None:
    """``link``, resolved against ``base``, as an absolute http or https address; None when it is none."""
    link = "".join(link.split())
    if not link:
        return None
    try:
        url = urljoin(base, link) if base and not link.startswith(("https://", "http://")) else link
        parts = urlsplit(url)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:  # "[", a port of letters …
        return None
    if parts.scheme.lower() not in _PORTS or not parts.hostname or not port_ok or "@" in parts.netloc:
        return None
    return url if len(url) <= MAX_URL else None


def canonical_url(url: str) -> str:
    """``url`` without what does not choose the article; what cannot be read comes back as it is."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return url
    path, amp = _path(parts)
    if _has_same_paths(host):
        host, scheme, port = _desktop(host), "https", None if port in _PORTS.values() else port
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        netloc += f":{port}"
    return urlunsplit((scheme, netloc, path, _query(parts.query, amp=amp), ""))


def _path(parts: SplitResult) -> tuple[str, bool]:
    """The path without its AMP ending, and whether it had one."""
    path = parts.path
    if not _USUAL_PATH.fullmatch(path):
        path = quote(_LETTERS.sub(_decoded, path), safe="/%:@!$&'()*+,;=~", errors="replace") or "/"
    for ending in ("/amp/", "/amp", ".amp"):
        if path.endswith(ending) and len(path) > len(ending) + 1:
            path = path.removesuffix(ending)
            return path + ("/" if ending == "/amp/" else ""), True
    if path.startswith("/amp/") and len(path) > len("/amp/"):
        return path.removeprefix("/amp"), True
    return path, False


def _decoded(match: re.Match[str]) -> str:
    """``%41`` is ``A``; what must stay escaped is written in capitals."""
    letter = chr(int(match[1], 16))
    return letter if letter in _UNRESERVED else match[0].upper()


def _has_same_paths(host: str) -> bool:
    return host in _SAME_PATHS or host.endswith(_UNDER_SAME_PATHS)


def _desktop(host: str) -> str:
    first, _, rest = host.partition(".")
    if first in _EDITIONS and _has_same_paths(rest):
        # "m.kontan.co.id" is "www.kontan.co.id", "m.investasi.kontan.co.id" is "investasi.kontan.co.id".
        return f"www.{rest}" if rest in _SAME_PATHS else rest
    return host


def _query(query: str, *, amp: bool) -> str:
    if not query:
        return ""
    kept = [
        (name, value)
        for name, value in parse_qsl(
            query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None
        )
        if not _is_tracking(name.casefold(), value.casefold())
        and not (amp and name.casefold() in {"amp", "espv"})
    ]
    return urlencode(kept, errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    if name in _TRACKING or name.startswith(_TRACKING_START):
        return True
    if name in {"ref", "source", "from", "src"}:
        return _FROM.fullmatch(value) is not None
    return value in _VIEWS.get(name, ())
