"""Whether a device keeps the rules: checks from outside, through the line that a technician uses."""
