"""Two pens for one page: wrapped lines for a terminal, Markdown for a reply or a ticket.

Know layout and how outside text is made harmless; no entry and no sentence.
"""

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence

from passback.dictionary.safe import printable

Bold = Callable[[str], str]
_NARROW, _LABEL = 56, 9


class Text:
    """Wrapped lines."""

    def __init__(self, width: int, bold: Bold) -> None:
        self.width = max(width, 30)
        self.bold = bold

    def _wrapped(self, text: str, first: str = "", rest: str = "") -> str:
        return textwrap.fill(
            printable(text),
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def title(self, text: str) -> Iterable[str]:
        """The head of a page."""
        yield self.bold(self._wrapped(text))

    def heading(self, text: str) -> Iterable[str]:
        """The head of a part."""
        yield ""
        yield self.bold(self._wrapped(text))

    def plain(self, text: str) -> Iterable[str]:
        """A paragraph."""
        yield self._wrapped(text, "  ", "  ")

    def part(self, label: str, text: str) -> Iterable[str]:
        """A paragraph with a label."""
        yield self._wrapped(f"{label}: {text}", "  ", "  ")

    def literal(self, label: str, text: str) -> Iterable[str]:
        """Words as they were said."""
        yield self._wrapped(f"{label}: {text}", "  ", "    ")

    def items(self, texts: Iterable[str]) -> Iterable[str]:
        """A list."""
        for text in texts:
            yield self._wrapped(text, "  ", "    ")

    def numbered(self, texts: Iterable[str]) -> Iterable[str]:
        """A list in order."""
        for number, text in enumerate(texts, 1):
            yield self._wrapped(text, f"  {number}. ", "     ")

    def values(self, label: str, values: Mapping[str, str]) -> Iterable[str]:
        """What slots stand for."""
        filled = (f"{name} = {text}" for name, text in values.items())
        yield self._wrapped(f"{label}: {', '.join(filled)}", "  ", "  ")

    def banner(self, text: str) -> Iterable[str]:
        """The head of a card."""
        head = self._wrapped(f"── {text}", rest="   ")
        yield self.bold(f"{head} ".ljust(self.width, "─") if "\n" not in head else head)

    def row(self, label: str, texts: Sequence[str]) -> Iterable[str]:
        """A label and what stands beside it, a line each; on a narrow screen below it."""
        if self.width < _NARROW:
            yield f"  {label}"
            yield from (self._wrapped(text, "    ", "    ") for text in texts)
            return
        for at, text in enumerate(texts):
            head = f"  {label if at == 0 else '':{_LABEL}}"
            yield self._wrapped(text, head, " " * len(head))

    def steps(self, label: str, texts: Sequence[str]) -> Iterable[str]:
        """As `row`, numbered where there are several."""
        yield from self.row(label, _numbered(texts))


class Markdown:
    """Markdown, one line per paragraph."""

    def title(self, text: str) -> Iterable[str]:
        """The head of a page."""
        yield f"## {escaped(text)}"

    def heading(self, text: str) -> Iterable[str]:
        """The head of a part."""
        yield from ("", f"### {escaped(text)}")

    def plain(self, text: str) -> Iterable[str]:
        """A paragraph."""
        yield from ("", escaped(text))

    def part(self, label: str, text: str) -> Iterable[str]:
        """A paragraph with a label."""
        yield from ("", f"**{label}:** {escaped(text)}")

    def literal(self, label: str, text: str) -> Iterable[str]:
        """Words as they were said."""
        yield from ("", f"**{label}:**", "", f"    {printable(text)}")

    def items(self, texts: Iterable[str]) -> Iterable[str]:
        """A list."""
        yield ""
        yield from (f"- {escaped(text)}" for text in texts)

    def numbered(self, texts: Iterable[str]) -> Iterable[str]:
        """A list in order."""
        yield ""
        yield from (f"{number}. {escaped(text)}" for number, text in enumerate(texts, 1))

    def values(self, label: str, values: Mapping[str, str]) -> Iterable[str]:
        """What slots stand for."""
        # Code, in which nothing but its own mark is markup.
        filled = (f"{name} = `{printable(text).replace('`', chr(39))}`" for name, text in values.items())
        yield from ("", f"{label}: {', '.join(filled)}")

    def banner(self, text: str) -> Iterable[str]:
        """The head of a card."""
        yield from (f"### {escaped(text)}", "")

    def row(self, label: str, texts: Sequence[str]) -> Iterable[str]:
        """One item of a list; several texts are a list below it."""
        if len(texts) == 1:
            yield f"- **{label}:** {escaped(texts[0])}"
            return
        yield f"- **{label}:**"
        yield from (f"  - {escaped(text)}" for text in texts)

    def steps(self, label: str, texts: Sequence[str]) -> Iterable[str]:
        """As `row`, with a list below where there are several."""
        if len(texts) == 1:
            yield from self.row(label, texts)
            return
        yield f"- **{label}:**"
        yield from (f"  {number}. {escaped(text)}" for number, text in enumerate(texts, 1))


Pen = Text | Markdown


def _numbered(texts: Sequence[str]) -> Sequence[str]:
    return [f"{at}. {text}" for at, text in enumerate(texts, 1)] if len(texts) > 1 else texts


def escaped(text: str) -> str:
    """Plain words: nothing in them starts markup."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in printable(text))
