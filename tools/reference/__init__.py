"""The pages of docs/reference that are made from the code, one file a page."""
