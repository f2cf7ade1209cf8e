"""One check per file, named for its problem; `CHECKS` lists them all."""
