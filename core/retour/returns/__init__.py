"""The technician's work: the ways home as a state machine, and the case journal."""
