-- Days that the articles in "edited" were on, or are: first, last (null: there are none)
SELECT min(least(day, day_before)), max(greatest(day, day_before))
FROM edited;
