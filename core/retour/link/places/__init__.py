"""Places where a device's files are: a drop folder, a device's file system over SMP, a folder of the technician."""
