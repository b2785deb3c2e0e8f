-- Numbers that change when anything of the days before today changes: what an answer about them was true for.
-- $today DATE
-- volumes, polls, entities, stories
SELECT
    coalesce(sum(volumes), 0)::BIGINT AS volumes,
    coalesce(sum(polls), 0)::BIGINT AS polls,
    coalesce(sum(entities), 0)::BIGINT AS entities,
    coalesce(sum(stories), 0)::BIGINT AS stories
FROM changed_day
WHERE day < $today;
