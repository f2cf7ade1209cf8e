"""What a plan would send, as rows of a file: which scores it carries, which not, and why. No I/O."""
