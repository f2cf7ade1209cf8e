"""How far both sides agree, school by school, as one SVG file that needs nothing else.

Each part of a bar has a color, a pattern and a gray of its own, and its number stands in it or in its title,
so that neither color nor a printer matters. Drawn here, shown as it is: no script, no style sheet, no font.
"""

from collections.abc import Mapping, Sequence
from html import escape

from passback.core.value import Value, value
from passback.dictionary.safe import printable
from passback.sync.reconcile.model import Agreement, ComparedScore

_WIDTH, _LEFT, _BAR, _RIGHT = 1080, 320, 520, 24
_TOP, _ROW, _HEIGHT = 120, 42, 26
_LONGEST_NAME = 40
# As wide as this a part has room for its number.
_ROOM = 34


@value
class Kind(Value):
    """One part of a bar: what it counts, its fill, what is drawn over it, and the color of its number."""

    name: str
    label: str
    fill: str
    pattern: str
    ink: str


# From dark to light, so that they differ without color too.
KINDS = (
    Kind("equal", "equal", "#12507b", "", "#ffffff"),
    Kind("expected", "on purpose otherwise (hidden, excused, held …)", "#8fb8d8", "dots", "#10202c"),
    Kind("differs", "differs", "#a63c06", "stripes", "#ffffff"),
    Kind("only-canvas", "only in Canvas", "#e59a3c", "grid", "#10202c"),
    Kind("only-sis", "only in the SIS", "#f3d26b", "waves", "#10202c"),
    Kind("cannot-tell", "cannot tell", "#f2f2f2", "outline", "#10202c"),
)
_PATTERNS = """\
<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1.4" fill="#12507b"/></pattern>
<pattern id="stripes" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V9" stroke="#ffffff" stroke-opacity=".35" stroke-width="4"/></pattern>
<pattern id="grid" width="9" height="9" patternUnits="userSpaceOnUse"><path d="M0 0H9M0 0V9" stroke="#7a4a08" stroke-width="1"/></pattern>
<pattern id="waves" width="10" height="6" patternUnits="userSpaceOnUse"><path d="M0 4L5 1L10 4" fill="none" stroke="#8a6a10" stroke-width="1"/></pattern>
"""  # noqa: E501 - one pattern, one line


def kind_of(row: ComparedScore) -> str:
    """The part of a bar that a score is counted in."""
    if row.agreement is not Agreement.EQUAL and row.expected:
        return "expected"
    return row.agreement.value


def agreement_picture(title: str, schools: Mapping[str, Sequence[ComparedScore]]) -> str:
    """One bar per school, the least agreeing first. A school without a score has no bar.

    Args:
        title: what the picture is of.
        schools: the scores of each, by the name that people know it by.
    """
    counted = {name: _counts(rows) for name, rows in schools.items() if rows}
    ordered = sorted(counted.items(), key=lambda each: (_share(each[1]), each[0]))
    height = _TOP + _ROW * max(len(ordered), 1) + _RIGHT
    told = "; ".join(f"{name}: {_told(counts)}" for name, counts in ordered) or "no score was compared"
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="t d"',
            ' font-family="system-ui, sans-serif">',
            f'<title id="t">{_text(title)}</title>',
            f'<desc id="d">{_text(told)}</desc>',
            f"<defs>{_PATTERNS}</defs>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
            _words(_RIGHT, 38, 20, title),
            *_legend(),
            *(part for at, (name, counts) in enumerate(ordered) for part in _bar(at, name, counts)),
            *([] if ordered else [_words(_RIGHT, _TOP + 18, 15, "No score was compared.")]),
            "</svg>\n",
        ]
    )


def _counts(rows: Sequence[ComparedScore]) -> Mapping[str, int]:
    found = dict.fromkeys((kind.name for kind in KINDS), 0)
    for row in rows:
        found[kind_of(row)] += 1
    return found


def _share(counts: Mapping[str, int]) -> float:
    """The part that is as it should be."""
    return (counts["equal"] + counts["expected"]) / sum(counts.values())


def _told(counts: Mapping[str, int]) -> str:
    parts = [f"{counts[kind.name]} {kind.label}" for kind in KINDS if counts[kind.name]]
    return f"{sum(counts.values())} scores, {', '.join(parts)}"


def _legend() -> list[str]:
    out, x, y = [], _RIGHT, 58
    for kind in KINDS:
        wide = 34 + 8 * len(kind.label)
        if x + wide > _WIDTH:
            x, y = _RIGHT, y + 26
        out += [*_box(x, y, 20, 16, kind), _words(x + 27, y + 13, 14, kind.label)]
        x += wide + 16
    return out


def _bar(at: int, name: str, counts: Mapping[str, int]) -> list[str]:
    y, total = _TOP + at * _ROW, sum(counts.values())
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    out = [_words(_LEFT - 12, y + 18, 14, shown, anchor="end")]
    x = float(_LEFT)
    for kind in KINDS:
        number = counts[kind.name]
        if not number:
            continue
        wide = max(_BAR * number / total, 3.0)
        out.append(f"<g><title>{_text(f'{name}: {number:,} {kind.label}')}</title>")
        out += _box(x, y, wide, _HEIGHT, kind)
        if wide >= _ROOM:
            out.append(_number(x + wide / 2, y, number, kind))
        out.append("</g>")
        x += wide
    amiss = total - counts["equal"] - counts["expected"]
    said = f"{total:,} scores, {f'{amiss:,} to see to' if amiss else 'all well'}"
    return [*out, _words(x + 10, y + 18, 14, said)]


def _number(x: float, y: float, number: int, kind: Kind) -> str:
    """A number on a plain ground of the part's own color, so that the pattern does not run through it."""
    text, wide = f"{number:,}", 10 + 8 * len(f"{number:,}")
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y + 4}" width="{wide}" height="{_HEIGHT - 8}" fill="{kind.fill}"/>'
        f'<text x="{x:.1f}" y="{y + 18}" font-size="14" text-anchor="middle" fill="{kind.ink}">{text}</text>'
    )


def _box(x: float, y: float, wide: float, high: float, kind: Kind) -> list[str]:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high}"'
    over = f'<rect {place} fill="url(#{kind.pattern})"/>' if kind.pattern not in {"", "outline"} else ""
    dash = ' stroke-dasharray="4 2"' if kind.pattern == "outline" else ""
    return [f'<rect {place} fill="{kind.fill}"/>{over}<rect {place} fill="none" stroke="#10202c"{dash}/>']


def _words(x: float, y: float, size: int, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="#10202c">'
        f"{_text(text)}</text>"
    )


def _text(text: str) -> str:
    """Outside text for XML: no control character, no markup."""
    return escape(printable(text))
