"""The values of the domain, one file a concept; all of them frozen."""
