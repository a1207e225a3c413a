"""The whole picture of a calf as SVG, and as PNG where a renderer is installed.

Used alike by the command line, the report and the page. Colors hold for color-blind eyes and follow
the reader's light or dark scheme; the picture carries a text alternative.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from textwrap import wrap

from surae.anatomy.shape import BONES
from surae.app.calf_profile import PROFILE_HEIGHT, ProfilePanel
from surae.app.calf_section import NAMES, PANEL, SECTION_HEIGHT, SectionPanels
from surae.app.calf_view import CalfView, view_sentences
from surae.errors import SuraeError

_GAP = 12
_LETTERS = 58
_PIXELS_PER_UNIT = 2

_FILLS = {
    "MG": "#0072b2", "LG": "#56b4e9", "SOL": "#d55e00", "TA": "#00795a", "EDL": "#5fc9a4",
    "EHL": "#b5e6d3", "PER": "#f0e442", "TP": "#cc79a7", "FDL": "#e6b3d1", "FHL": "#f5dcea",
    "TIBIA": "#fbfaf6", "FIBULA": "#fbfaf6",
}  # fmt: skip

_STYLE = (
    "".join(f".calf-{name.lower()}{{fill:{fill}}}" for name, fill in _FILLS.items())
    + """
.calf-page{fill:#ffffff}.calf-ink{fill:#1f2933}.calf-soft{fill:#52606d}
.calf-fat{fill:#f3e2b3}.calf-between{fill:#e7d9c9}
.calf-edge{stroke:#3e4c59;stroke-width:.7}.calf-zero{stroke:#829ab1}
.calf-tape{fill:none;stroke:#1f2933;stroke-width:2.2}
.calf-before{fill:none;stroke:#1f2933;stroke-width:1;stroke-dasharray:1 4}
.calf-end{fill:none;stroke:#1f2933;stroke-width:.8;opacity:.75}
.calf-bar,.calf-level{fill:none;stroke:#52606d;stroke-width:1.2}.calf-level{stroke-dasharray:4 4}
.calf-grid{stroke:#d9e2ec}.calf-now{fill:none;stroke:#1f2933;stroke-width:1.6}
.calf-middle{fill:none;stroke:#0072b2;stroke-width:2}.calf-range{fill:#0072b2;opacity:.25}
.calf-on-dark{fill:#ffffff;font-weight:600}.calf-on-light{fill:#1f2933;font-weight:600}
.calf-picture text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:13px}
.calf-picture .calf-title{font-size:16px;font-weight:600}.calf-picture .calf-small{font-size:12px}
@media (prefers-color-scheme:dark){.calf-page{fill:#12181f}.calf-ink{fill:#e4ebf1}
.calf-soft{fill:#9fb3c8}.calf-grid{stroke:#2a3744}.calf-now{stroke:#e4ebf1}
.calf-tape,.calf-before,.calf-end{stroke:#e4ebf1}
.calf-bar,.calf-level{stroke:#9fb3c8}.calf-middle{stroke:#8fd0f5}.calf-range{fill:#56b4e9}
.calf-fat{fill:#d9c68f}.calf-between{fill:#cbbba8}}
"""
)


def calf_picture(view: CalfView, *, narrow: bool = False) -> str:
    """Draw a calf: cuts where it is widest, the leg from the side, girth along it, and the names.

    Parameters
    ----------
    view
        What is to be drawn.
    narrow
        One column, for a phone, in place of two.

    Returns
    -------
    SVG text.
    """
    panels = _panels(view)
    columns = 1 if narrow else 2
    rows = [panels[i : i + columns] for i in range(0, len(panels), columns)]
    parts, top = [], 0
    for row in rows:
        for column, (_, drawn) in enumerate(row):
            parts.append(f'<g transform="translate({column * (PANEL + _GAP)} {top})">')
            parts += [*drawn, "</g>"]
        top += max(height for height, _ in row) + _GAP
    width = columns * PANEL + (columns - 1) * _GAP
    return _svg(view, width, top, parts, "calf")


def calf_panels(view: CalfView) -> list[str]:
    """Return the parts of the picture as pictures of their own, for a page that flows."""
    return [
        _svg(view, PANEL, height, drawn, f"calf-{i}")
        for i, (height, drawn) in enumerate(_panels(view), start=1)
    ]


def _svg(view: CalfView, width: int, height: int, drawn: list[str], key: str) -> str:
    """Return a picture with its style and its text alternative."""
    words = escape(" ".join(view_sentences(view)))
    box = f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{key}-title {key}-desc"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="calf-picture" {box}>',
        f'<title id="{key}-title">A calf from inside</title>',
        f'<desc id="{key}-desc">{words}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="calf-page" width="{width}" height="{height}"/>',
    ]
    return "\n".join([*head, *drawn, "</svg>"]) + "\n"


def _panels(view: CalfView) -> list[tuple[int, list[str]]]:
    """Return the panels of a picture with their heights."""
    sections = SectionPanels(view)
    panels = [(SECTION_HEIGHT, sections.panel_now())]
    if view.later:
        panels.append((SECTION_HEIGHT, sections.panel_later()))
    panels.append((PROFILE_HEIGHT, ProfilePanel(view).panel()))
    panels.append(_legend(view))
    return panels


def _legend(view: CalfView) -> tuple[int, list[str]]:
    """Name colors and lines, and say in words what is seen; with the height that it takes."""
    marks = [(f"calf-{n.lower()} calf-edge", f"{n} {NAMES[n]}") for n in _FILLS if n not in BONES]
    marks += [("calf-tibia calf-edge", "bones"), ("calf-fat calf-edge", "fat under the skin")]
    lines = [("calf-tape", "the tape")]
    if view.later:
        lines += [("calf-end", "ends of the 90 % range"), ("calf-before", "the tape today")]
    parts = ['<text class="calf-ink calf-title" x="16" y="20">What is what</text>']
    for i, (name, text) in enumerate([*marks, *lines]):
        x, y = 16 + (i % 2) * 204, 36 + (i // 2) * 22
        if i < len(marks):
            parts.append(f'<rect class="{name}" x="{x}" y="{y}" width="18" height="14"/>')
        else:
            parts.append(f'<path class="{name}" d="M{x - 2} {y + 7}h24"/>')
        place = f'x="{x + 25}" y="{y + 12}"'
        parts.append(f'<text class="calf-soft calf-small" {place}>{text}</text>')
    y = 36 + (len(marks) + len(lines) + 1) // 2 * 22 + 20
    said = [*view_sentences(view), "Drawn is a left leg seen from above; lengths are to scale."]
    for row in (row for text in said for row in wrap(text, _LETTERS)):
        parts.append(f'<text class="calf-soft" x="16" y="{y}">{escape(row)}</text>')
        y += 19
    return y, parts


def png_of(svg: str) -> bytes:
    """Return a picture as PNG, two pixels for each unit of the drawing.

    Raises
    ------
    SuraeError
        If the renderer is not installed.
    """
    try:
        import resvg_py
    except ImportError:
        raise SuraeError(
            "PNG needs the renderer of the extra `picture`: pip install 'surae[picture]'; "
            "without --png an SVG is written"
        ) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_PIXELS_PER_UNIT))


def write_picture(
    view: CalfView, path: Path, *, narrow: bool = False, png: bool = False
) -> list[Path]:
    """Write a picture as SVG, and as PNG beside it; neither is ever half there.

    Raises
    ------
    SuraeError
        If a PNG is asked for and the renderer is not installed, or the folder cannot be written
        to; nothing is written.
    """
    bare = path.with_suffix("") if path.suffix in (".svg", ".png") else path
    svg = calf_picture(view, narrow=narrow)
    contents = {bare.with_name(f"{bare.name}.svg"): svg.encode()}
    if png or path.suffix == ".png":
        contents[bare.with_name(f"{bare.name}.png")] = png_of(svg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for place, content in contents.items():
            partial = place.with_name(f".{place.name}.partial")
            partial.write_bytes(content)
            partial.replace(place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SuraeError(f"{path} cannot be written: {reason}; name another --out") from None
    return list(contents)
