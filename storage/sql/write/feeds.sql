-- Every feed as a batch would describe it, and whether it is gone from the configuration.
SELECT
    f.key, f.url, f.section, f.lang, o.key, o.name, o.country, o.lang, o.homepage, f.removed_at IS NOT NULL
FROM feed AS f
JOIN outlet AS o USING (outlet_id);
