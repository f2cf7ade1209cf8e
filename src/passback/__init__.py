"""passback: grade passback that explains itself."""
