"""Draws the demo pictures: every one from shapes, gradients and light, the same each time."""
