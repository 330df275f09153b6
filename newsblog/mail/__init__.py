"""The outbox: every mail of the site leaves through it, once."""
