-- :place is the place in what is added now; it goes behind what is there.
INSERT OR IGNORE INTO backfill (outlet, url, place, lastmod)
VALUES (:outlet, :url, :place + :behind, :lastmod)
