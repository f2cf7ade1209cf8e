"""One simulator per SIS, named by its slug."""
