"""Lists of feeds, OPML, from and to the outlets of config.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from babel.languages import get_official_languages

from collectors.errors import AddressRefusedError
from collectors.finding.opml import Subscription
from collectors.finding.words import country_of, free_key, key_from, outlet_key, section_of
from collectors.guard import Guard
from sorot.config.config import Config
from sorot.config.writer import NewFeed, NewOutlet
from storage.sites import publisher_of_url

UNKNOWN_COUNTRY = "ZZ"  # ISO 3166 leaves it to users
_NAME, _LANG = 100, "en"
_PORTS = {"http": 80, "https": 443}


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a list would add."""

    outlets: list[NewOutlet] = field(default_factory=list)
    feeds: list[NewFeed] = field(default_factory=list)  # of outlets that are there
    known: list[str] = field(default_factory=list)  # addresses that are there, or twice in the list
    refused: list[tuple[int, str]] = field(default_factory=list)  # line, and what is wrong with it
    guessed: list[str] = field(default_factory=list)  # what somebody should look at

    @property
    def count(self) -> int:
        """Feeds that are new."""
        return len(self.feeds) + sum(len(outlet.feeds) for outlet in self.outlets)


def subscriptions(config: Config) -> Iterator[Subscription]:
    """The feeds of the configuration, each in the folder of its outlet."""
    for key, outlet in config.outlets.items():
        for feed_key, feed in outlet.feeds.items():
            yield Subscription(
                url=feed.url,
                title=f"{outlet.name}: {feed.section}",
                homepage=outlet.homepage,
                folders=(outlet.name,),
                language=feed.lang or outlet.lang,
                outlet=key,
                outlet_name=outlet.name,
                feed=feed_key,
                section=feed.section,
                country=outlet.country,
                full_text=feed.full_text or outlet.full_text,
                page_rule=outlet.page_rule or "",
            )


def planned(
    config: Config, found: Sequence[Subscription], *, country: str | None = None, lang: str | None = None
) -> Plan:
    """What of ``found`` is new, and where it goes: to the outlet of its site, else to a new one.

    ``country`` and ``lang`` are of new outlets of which neither the list nor the address says.
    """
    guard = Guard.of(config.collect.allow_networks, config.collect.allow_ports)
    plan = Plan()
    seen = {same_address(feed.url) for feed in config.feeds()}
    drafts: dict[str, _Draft] = {}
    for one in found:
        if problem := unusable(one.url, guard):
            plan.refused.append((one.line, f"xmlUrl {problem}: {one.url[:200]}"))
            continue
        if same_address(one.url) in seen:
            plan.known.append(one.url)
            continue
        seen.add(same_address(one.url))
        there = _outlet_there(config, one)
        if there is not None:
            taken = {
                *config.outlets[there].feeds,
                *(feed.key for feed in plan.feeds if feed.outlet == there),
            }
            own = config.outlets[there].lang
            plan.feeds.append(_feed(one, there, taken, lang=own, full_text=config.outlets[there].full_text))
            continue
        group = one.outlet if key_from(one.outlet) == one.outlet and one.outlet else _home(one)
        draft = drafts.get(group)
        if draft is None:
            taken = {*config.outlets, *(other.key for other in drafts.values())}
            draft = drafts[group] = _draft(one, taken, country=country, lang=lang)
        draft.feeds.append(
            _feed(
                one,
                draft.key,
                {feed.key for feed in draft.feeds},
                lang=draft.values["lang"],
                full_text=draft.values.get("full_text", "page"),
            )
        )
    for draft in drafts.values():
        plan.outlets.append(NewOutlet(key=draft.key, values=draft.values, feeds=tuple(draft.feeds)))
        if draft.guessed:
            plan.guessed.append(f"{draft.key}: {' and '.join(draft.guessed)}")
    return plan


def same_address(url: str) -> str:
    """What two addresses of one feed have in common."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    host = (parts.hostname or "").lower()
    where = host if port is None or port == _PORTS.get(parts.scheme.lower()) else f"{host}:{port}"
    return f"{where}{parts.path.rstrip('/')}?{parts.query}"


def unusable(url: str, guard: Guard) -> str | None:
    """Why sorot would not read a feed at ``url``, in words; None when it would."""
    if url != url.strip() or " " in url:
        return "has spaces"
    try:
        host = guard.check_url(url).host or ""
    except AddressRefusedError as error:
        return error.reason
    try:
        address = ip_address(host)
    except ValueError:
        return "names this machine" if host == "localhost" or host.endswith(".localhost") else None
    return None if guard.allows(address) else "is not a public address (allow_networks)"


@dataclass(slots=True, kw_only=True)
class _Draft:
    key: str
    values: dict[str, str]
    feeds: list[NewFeed] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)


def _outlet_there(config: Config, one: Subscription) -> str | None:
    """The outlet of the configuration that a feed belongs to: the one it names, else that of its site."""
    if one.outlet in config.outlets:
        return one.outlet
    if one.outlet:
        return None
    sites = {
        publisher_of_url(url) for url in (one.url, one.homepage) if url.startswith(("http://", "https://"))
    }
    spoken = one.language[:2].lower()
    found = [
        key
        for key, outlet in config.outlets.items()
        if sites
        & {publisher_of_url(outlet.homepage), *(publisher_of_url(feed.url) for feed in outlet.feeds.values())}
    ]
    hosts = {urlsplit(url).hostname for url in (one.url, one.homepage)}
    return next(
        iter(
            sorted(
                found,
                key=lambda key: (
                    spoken not in {"", config.outlets[key].lang},
                    urlsplit(config.outlets[key].homepage).hostname not in hosts,
                ),
            )
        ),
        None,
    )


def _home(one: Subscription) -> str:
    """What the feeds of one outlet share."""
    return publisher_of_url(one.homepage if one.homepage.startswith(("http://", "https://")) else one.url)


def _draft(one: Subscription, taken: set[str], *, country: str | None, lang: str | None) -> _Draft:
    home = one.homepage if one.homepage.startswith(("http://", "https://")) else ""
    parts = urlsplit(home or one.url)
    homepage = home or f"{parts.scheme}://{parts.netloc}"
    key = free_key(one.outlet or outlet_key(homepage), taken)
    guessed = []
    code = one.country.upper() if one.country.isalpha() and len(one.country) == 2 else ""  # noqa: PLR2004
    code = code or country or country_of(homepage) or ""
    if not code:
        code = UNKNOWN_COUNTRY
        guessed.append(f"its country is not known and written as {UNKNOWN_COUNTRY}")
    spoken = one.language[:2].lower() if one.language[:2].isascii() and one.language[:2].isalpha() else ""
    if not spoken:
        spoken = lang or _spoken_in(code)
        if not lang:
            guessed.append(f"its language is taken for {spoken}")
    name = one.outlet_name or (one.folders[-1] if one.folders and one.outlet else "") or one.title or key
    values = {
        "name": name[:_NAME],
        "country": code,
        "lang": spoken,
        "homepage": homepage,
        **({"full_text": "feed"} if one.full_text == "feed" else {}),
        **({"page_rule": one.page_rule} if one.page_rule else {}),
    }
    return _Draft(key=key, values=values, guessed=guessed)


def _spoken_in(country: str) -> str:
    official = get_official_languages(country, de_facto=True) if country != UNKNOWN_COUNTRY else ()
    codes = [code for code in official if len(code) == 2]  # noqa: PLR2004
    return codes[0] if codes and "en" not in codes else _LANG


def _feed(one: Subscription, outlet: str, taken: set[str], *, lang: str, full_text: str) -> NewFeed:
    section = one.section or (key_from(one.folders[-1]) if one.folders else "") or section_of(one.url)
    said = one.feed if one.feed and key_from(one.feed) == one.feed else ""
    key = free_key(said or key_from(section_of(one.url)) or "all", taken)
    spoken = one.language[:2].lower()
    values = {
        "url": one.url,
        "section": section,
        **({"lang": spoken} if spoken and spoken != lang and spoken.isalpha() else {}),
        **(
            {"full_text": one.full_text}
            if one.full_text in {"page", "feed"} and one.full_text != full_text
            else {}
        ),
    }
    return NewFeed(outlet=outlet, key=key, values=values)
