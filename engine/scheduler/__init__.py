"""Work that is due later: one table of jobs, any number of processes that do them."""
