-- What entities have on days of outlets that are not counted.
-- $outlets SMALLINT[] and $days DATE[]: outlets and days, place by place, from $since DATE until the day before
-- $until DATE
-- day (days since 1970), lang, entity_id, articles, mentions, and both of what has more than a capital; several rows add
-- up
SELECT
    (day - DATE '1970-01-01')::INTEGER AS day,
    lang, entity_id, articles, mentions, articles_named, mentions_named
FROM entity_day_delta AS d
JOIN (
    SELECT DISTINCT *
    FROM (SELECT unnest($outlets::SMALLINT[]) AS outlet_id, unnest($days::DATE[]) AS day)
) AS u USING (outlet_id, day)
WHERE d.day >= $since AND d.day < $until;
