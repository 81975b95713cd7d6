"""Programs that die where they are told to."""
