"""The widgets that the pages are made of. Each paints from the theme, speaks to a screen reader, and is never cut."""
