"""A news world in a box: invented outlets on a local web server, to show sorot without internet."""
