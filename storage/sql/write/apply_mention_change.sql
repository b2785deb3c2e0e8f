INSERT INTO mention
SELECT * EXCLUDE (sign)
FROM mention_change
WHERE sign = 1;
