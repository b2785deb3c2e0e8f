-- Feeds that articles or polls of the batch name, and that neither the batch nor the archive describes.
SELECT feed FROM incoming_article
UNION
SELECT feed FROM incoming_poll
EXCEPT
SELECT key FROM feed;
