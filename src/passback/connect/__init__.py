"""Talking: Canvas and each SIS over one HTTP seam.

Reads who, where and when from an answer, never why. Decides nothing and interprets no message.
"""
