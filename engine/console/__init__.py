"""The console of headquarters: what is red and yellow in all units within somebody's reach."""
