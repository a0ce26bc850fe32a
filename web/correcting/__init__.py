"""What administrators put right by hand: another step, a new beginning, a case declared void."""
