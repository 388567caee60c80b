"""The steps of a return, a page a file."""
