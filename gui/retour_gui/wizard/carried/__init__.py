"""The pages of a return whose vendor's files are carried and not read."""
