-- Those of $parts VARCHAR[] that are in: name
SELECT name
FROM batch
WHERE name IN (SELECT unnest($parts));
