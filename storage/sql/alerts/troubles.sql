-- The newest delivery of each address, where it failed.
-- (no parameters)
SELECT firing_id, address_id, state, tries, next_at, error, sent_at
FROM delivery AS d
WHERE error IS NOT NULL AND NOT EXISTS (
    SELECT 1
    FROM delivery AS later
    WHERE later.address_id = d.address_id AND later.firing_id > d.firing_id
        AND (later.state = 'sent' OR later.error IS NOT NULL)
)
ORDER BY address_id;
