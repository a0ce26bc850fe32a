"""Deputies 代理: who stands in for whom, for which processes, from when to when."""
