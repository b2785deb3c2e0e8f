-- What a batch says of outlets that are known; the id stays.
UPDATE outlet
SET name = i.name, country = i.country, lang = i.lang, homepage = i.homepage
FROM (SELECT DISTINCT ON (outlet.key) unnest(outlet) FROM incoming_feed ORDER BY place DESC) AS i
WHERE outlet.key = i.key
  AND (outlet.name, outlet.country, outlet.lang, outlet.homepage)
      IS DISTINCT FROM (i.name, i.country, i.lang, i.homepage);
