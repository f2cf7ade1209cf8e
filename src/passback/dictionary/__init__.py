"""Knowing: entries, templates, recognizing, explaining, searching.

Knows every message of every SIS and what it means. May not reach a school, a store or a network.
"""
