"""One case: its row, its lock, its link of the audit chain, its trail."""
