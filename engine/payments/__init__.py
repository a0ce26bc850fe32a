"""Payment orders, receipts, refunds, and what a clerk has to look into."""
