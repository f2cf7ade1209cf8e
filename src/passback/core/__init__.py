"""The words that every room shares: values, problems, capabilities, ports, our own errors.

Knows no vendor, no file, no clock. Imports nothing of passback and does no I/O.
"""
