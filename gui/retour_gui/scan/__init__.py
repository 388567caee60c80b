"""Across the air gap by screen and camera."""
