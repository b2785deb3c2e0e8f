-- Every outlet, by name.
-- (no parameters)
-- outlet_id, key, name, country, lang, homepage
SELECT outlet_id, key, name, country, lang, homepage
FROM outlet
ORDER BY lower(name), outlet_id;
