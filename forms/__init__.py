"""Forms as documents: reading, checking what people send, and finding them, without a database."""
