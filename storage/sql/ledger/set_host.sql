-- What counts as one site may be known better than when the feed was added.
UPDATE feed SET host = :host WHERE feed = :feed AND host <> :host AND read_from IS NULL
