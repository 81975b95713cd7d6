"""Time, ids and tokens that a test knows beforehand; each keeps the contract of its port."""
