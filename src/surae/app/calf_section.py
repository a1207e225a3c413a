"""The cross-section of a calf as SVG: muscles, bones, fat and the tape round them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from surae.anatomy.contour import Curve, center
from surae.anatomy.section import Section, section_of
from surae.app.calf_view import CalfView

PANEL = 420
SECTION_HEIGHT = 440
_TOP, _ROOM = 66, 330
_LABEL_FROM = 1.4

NAMES = {
    "MG": "medial gastrocnemius",
    "LG": "lateral gastrocnemius",
    "SOL": "soleus",
    "TA": "tibialis anterior",
    "EDL": "toe extensor",
    "EHL": "big toe extensor",
    "PER": "peroneals",
    "TP": "tibialis posterior",
    "FDL": "toe flexor",
    "FHL": "big toe flexor",
    "TIBIA": "tibia",
    "FIBULA": "fibula",
}
"""What a person calls each muscle and bone."""

_TRICEPS = ("MG", "LG", "SOL")
_DARK = ("MG", "SOL", "TA")


class SectionPanels:
    """Draws the cut of one calf now and later, all to one scale.

    Parameters
    ----------
    view
        What is to be drawn.
    """

    def __init__(self, view: CalfView) -> None:
        self.view = view
        self.now = section_of(view.now, view.index)
        shapes = view.later.shapes if view.later else ()
        self.later = tuple(section_of(shape, view.index, near=self.now) for shape in shapes)
        skins = np.concatenate([cut.skin() for cut in (self.now, *self.later)])
        self._low = complex(skins.real.min(), skins.imag.min())
        self._high = complex(skins.real.max(), skins.imag.max())
        size = self._high - self._low
        self.scale = _ROOM / max(size.real, size.imag)

    def panel_now(self) -> list[str]:
        """Return the cut as it is now."""
        girth = f"{self.view.girth.median:.1f} cm"
        return [
            *_heading("Now", f"girth {girth}, {self.view.below_knee:.0f} cm below the knee"),
            *self._filled(self.now),
            *self._labels(self.now),
            *self._directions(),
            *self._scale_bar(),
        ]

    def panel_later(self) -> list[str]:
        """Return the cut at the end of the forecast: the middle filled, the ends as lines."""
        later = self.view.later
        if later is None:
            return []
        low, middle, high = self.later
        said = f"{later.girth.low:.1f} to {later.girth.high:.1f}"
        title = f"girth {later.girth.median:.1f} cm, 90 % range {said}"
        return [
            *_heading(f"Forecast for {later.day:%d %B %Y}".replace(" 0", " "), title),
            *self._filled(middle),
            *self._ends((low, high)),
            *self._labels(middle),
            self._polygon(self.now.skin(), "calf-before"),
            *self._directions(),
            *self._scale_bar(),
        ]

    def _filled(self, cut: Section) -> list[str]:
        parts = [
            self._polygon(cut.skin(), "calf-fat"),
            self._polygon(cut.inside(), "calf-between"),
        ]
        parts += [
            f'<path class="calf-{name.lower()} calf-edge" d="{self._smooth(curve)}">'
            f"<title>{NAMES[name]}</title></path>"
            for name, curve in cut.outlines.items()
        ]
        return [*parts, self._polygon(cut.skin(), "calf-tape")]

    def _ends(self, cuts: Iterable[Section]) -> list[str]:
        """Return the outlines of the calf muscles and of the skin at the ends of the range."""
        parts = []
        for cut in cuts:
            parts += [
                f'<path class="calf-end" d="{self._smooth(cut.outlines[name])}"/>'
                for name in _TRICEPS
                if name in cut.outlines
            ]
            parts.append(self._polygon(cut.skin(), "calf-end"))
        return parts

    def _labels(self, cut: Section) -> list[str]:
        """Return codes on the areas that have room for them."""
        parts = []
        for name, curve in cut.outlines.items():
            if cut.area(name) > _LABEL_FROM and name != "FIBULA":
                x, y = self._place(_middle(curve))
                shade = "calf-on-dark" if name in _DARK else "calf-on-light"
                text = NAMES[name] if name == "TIBIA" else name
                parts.append(
                    f'<text class="{shade}" x="{x:.1f}" y="{y + 4:.1f}" '
                    f'text-anchor="middle">{text}</text>'
                )
        return parts

    def _directions(self) -> list[str]:
        """Name the sides of the picture."""
        middle = _TOP + _ROOM / 2
        places = (
            (PANEL / 2, _TOP - 4, "front", ""),
            (PANEL / 2, _TOP + _ROOM + 14, "back", ""),
            (14, middle, "outer side", f' transform="rotate(-90 14 {middle:.0f})"'),
            (
                PANEL - 14,
                middle,
                "inner side",
                f' transform="rotate(90 {PANEL - 14} {middle:.0f})"',
            ),
        )
        return [
            f'<text class="calf-soft calf-small" x="{x:.0f}" y="{y:.0f}" '
            f'text-anchor="middle"{turn}>{text}</text>'
            for x, y, text, turn in places
        ]

    def _scale_bar(self) -> list[str]:
        x, y = 24.0, SECTION_HEIGHT - 12.0
        end = x + 2 * self.scale
        bar = f"M{x:.1f} {y - 4:.1f}v8M{x:.1f} {y:.1f}H{end:.1f}M{end:.1f} {y - 4:.1f}v8"
        return [
            f'<path class="calf-bar" d="{bar}"/>',
            f'<text class="calf-soft" x="{end + 8:.1f}" y="{y + 4:.1f}">2 cm</text>',
        ]

    def _place(self, point: complex) -> tuple[float, float]:
        """Return where a point of the leg stands in the panel [px]."""
        middle = (self._low + self._high) / 2
        x = PANEL / 2 + (point.real - middle.real) * self.scale
        return x, _TOP + _ROOM / 2 - (point.imag - middle.imag) * self.scale

    def _polygon(self, curve: Curve, name: str) -> str:
        corners = (self._place(point) for point in curve)
        return (
            f'<polygon class="{name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}"/>'
        )

    def _smooth(self, curve: Curve) -> str:
        places = np.array([complex(*self._place(point)) for point in curve])
        return smooth_path(places, closed=True)


def smooth_path(places: Curve, *, closed: bool) -> str:
    """Return a path of cubic arcs through places x + iy, as Catmull and Rom join them."""
    before, after = np.roll(places, 1), np.roll(places, -1)
    if not closed:
        before[0], after[-1] = places[0], places[-1]
    slope = (after - before) / 6
    corners = np.column_stack([places + slope, after - np.roll(slope, -1), after])
    if not closed:
        corners = corners[:-1]
    start = f"M{places[0].real:.1f} {places[0].imag:.1f}"
    arcs = ("C" + " ".join(f"{p.real:.1f} {p.imag:.1f}" for p in row) for row in corners)
    return start + "".join(arcs) + ("Z" if closed else "")


def _heading(title: str, text: str) -> list[str]:
    return [
        f'<text class="calf-ink calf-title" x="16" y="20">{title}</text>',
        f'<text class="calf-soft" x="16" y="39">{text}</text>',
    ]


def _middle(curve: Curve) -> complex:
    """Return a place for a label: the middle of the widest part at the height of the center."""
    height = center(curve).imag
    above = curve.imag > height
    crossing = np.sort(curve.real[above != np.roll(above, -1)])
    left = 2 * int(np.argmax(np.diff(crossing)[::2]))
    return complex((crossing[left] + crossing[left + 1]) / 2, height)
