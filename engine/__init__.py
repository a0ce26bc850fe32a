"""Everything of GridFlow that is true without a browser and without a channel."""
