"""Process diagrams as documents: reading, checking and cataloguing them, without a database."""
