-- Both ledgers have the same schema, so their columns are the same. :adopted is a JSON array of feeds.
INSERT OR REPLACE INTO main.entry
SELECT *
FROM other.entry
WHERE feed IN (SELECT value FROM json_each(:adopted))
