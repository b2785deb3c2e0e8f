INSERT INTO batch (name, ingested_at, articles, polls, gazetteer_version)
VALUES ($name, $ingested_at, $articles, $polls, $gazetteer_version);
