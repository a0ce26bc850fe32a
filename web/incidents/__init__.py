"""What failed and needs a person."""
