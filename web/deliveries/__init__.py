"""What was sent to whom, for administrators."""
