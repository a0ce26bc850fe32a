"""What administrators decide about the notices of a unit."""
