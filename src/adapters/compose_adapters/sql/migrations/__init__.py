"""How the tables came to be: one file a step, applied in order, never changed afterwards."""
