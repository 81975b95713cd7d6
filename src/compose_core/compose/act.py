"""What a caller asks to be done with a request."""
