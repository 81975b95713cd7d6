"""Time, ids and randomness: everything that is not the same twice."""
