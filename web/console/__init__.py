"""The console of headquarters, and of every leader for the units below him."""
