"""The first screen of the admin: what waits, what comes, and how the site is read."""
