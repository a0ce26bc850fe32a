"""Money: what providers tell, what clerks look into, and the way of a customer to pay."""
