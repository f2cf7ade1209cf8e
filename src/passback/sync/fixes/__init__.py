"""One fix per file, named for its action: to come with the repairs."""
