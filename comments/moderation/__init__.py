"""What people, and the site for them, decide about comments."""
