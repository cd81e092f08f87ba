"""What keeps the installation at work: jobs that were given up, work by the clock, and which master keys it is sealed by."""
