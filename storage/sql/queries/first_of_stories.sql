-- The earliest day of the stories that begin before a day and have articles on it or later: nothing before it is of any
-- of them.
-- $since DATE
-- day (null: there is none)
SELECT min(begin_day)
FROM story_mention
WHERE day >= $since AND begin_day < $since;
