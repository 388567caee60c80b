"""Home: every case and the one next thing to do."""
