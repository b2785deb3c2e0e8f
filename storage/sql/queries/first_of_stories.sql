-- The earliest day of the stories that have articles on some days or later: nothing before it is of any of them.
-- $since DATE; $until DATE exclusive: stories that begin then or later are left out
-- day (null: there is none)
SELECT min(begin_day)
FROM story_mention
WHERE day >= $since AND begin_day < $until;
