-- $since DATE inclusive, $until DATE exclusive
DELETE FROM mention
WHERE day >= $since AND day < $until AND rowid IN (SELECT row FROM stray);
