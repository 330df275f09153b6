"""An article through time: what it was, what becomes of it, and how two versions of it go together."""
