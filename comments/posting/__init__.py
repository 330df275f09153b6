"""From a visitor's form to a stored comment."""
