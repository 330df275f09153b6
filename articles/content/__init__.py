"""The content format: a folder of Markdown files with YAML front matter, and their pictures."""
