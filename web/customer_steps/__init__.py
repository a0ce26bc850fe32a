"""Steps a customer does through a signed link, without an account."""
