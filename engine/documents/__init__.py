"""Files people hand in: checked by content, kept once by digest."""
