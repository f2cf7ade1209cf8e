"""Outside text made harmless for a screen: no escape, no control, no hidden or reversing character."""


def printable(text: str) -> str:
    r"""One line that shows what it holds: white space as a space, all else that does not print as `\x1b`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else _shown(c) for c in text)


def _shown(c: str) -> str:
    return f"\\x{ord(c):02x}" if c.isascii() else c.encode("ascii", "backslashreplace").decode("ascii")
