"""The readers' own notes in files of other programs: tables and calendars."""
