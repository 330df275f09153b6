"""What pages show, by versions: every process of a machine knows at once that something changed."""
