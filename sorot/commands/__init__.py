"""The commands, a module a group of them. Each imports what it runs when it runs: ``--help`` stays fast."""
