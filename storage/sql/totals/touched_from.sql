-- From which day on articles of touched stories are, or were: whether there are any, day (null: not known)
SELECT count(*) > 0, CASE WHEN count(*) = count(first_day) THEN min(first_day) END
FROM touched_story;
