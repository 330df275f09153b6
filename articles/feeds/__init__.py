"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, with the full text, archives (RFC 5005) and conditional requests."""
