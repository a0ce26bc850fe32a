"""Orders of supervision: lists, one order, replies and judgement."""
