-- $zone VARCHAR
INSERT INTO changed_day
SELECT DISTINCT CAST(timezone($zone, timezone('UTC', started_at)) AS DATE), 0, 0, 0, 1
FROM incoming_poll;
