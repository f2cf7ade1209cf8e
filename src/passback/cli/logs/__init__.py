"""Logs as people have them: JSON lines, tables, plain text, gzipped or not, read as a stream of records."""
