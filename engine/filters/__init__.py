"""Named filters of the inbox, one's own and those of a group."""
