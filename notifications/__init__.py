"""Messages to people: from a fact to a text in the right language, on the right channel."""
