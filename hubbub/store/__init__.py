"""The log: what was said and done, durable and in one order, and the state that follows from it."""
