"""The lower leg from the side beside its girth from knee to ankle, as SVG."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.section import scanned_section
from surae.anatomy.shape import LegShape, area_along, girth_along, measured_leg
from surae.app.calf_section import PANEL
from surae.app.calf_view import CalfView
from surae.units import MM_PER_CM

Array = NDArray[np.float64]

PROFILE_HEIGHT = 428
_TOP, _BOTTOM = 70, 28
_SIDE_LEFT, _SIDE_RIGHT = 46, 176
_CHART_LEFT, _CHART_RIGHT = 208, PANEL - 22
_SHOWN = (0.0, 0.96)
_SHADES = ("SOL", "MG", "LG", "TA")


class ProfilePanel:
    """Draws one leg from the side, and its girth beside it at the same heights."""

    def __init__(self, view: CalfView) -> None:
        self.view = view
        level = measured_leg().level
        self._kept = (level > _SHOWN[0]) & (level < _SHOWN[1])
        self._depth = level[self._kept] * view.now.shank_length
        self._girth = girth_along(view.now)[self._kept]
        bands = [self._girth]
        if view.later:
            bands += list(self._girth + view.later.profile_change[:, self._kept])
        self._bands = bands
        self._low = float(np.floor(np.min(bands) / 5) * 5)
        self._high = float(np.ceil(np.max(bands) / 5) * 5)
        room = PROFILE_HEIGHT - _TOP - _BOTTOM
        self._scale = min(room / view.now.shank_length, 11.0)

    def panel(self) -> list[str]:
        """Return both, with the tape drawn through them."""
        return [
            '<text class="calf-ink calf-title" x="16" y="20">Along the leg</text>',
            f'<text class="calf-soft" x="16" y="39">from the outer side; girth in cm{self._key()}</text>',
            *self._heights(),
            *self._side(),
            *self._chart(),
            *self._tape(),
        ]

    def _key(self) -> str:
        return ", now and at the end" if self.view.later else ""

    def _y(self, depth: float) -> float:
        return _TOP + depth * self._scale

    def _x(self, girth: float) -> float:
        share = (girth - self._low) / (self._high - self._low)
        return _CHART_LEFT + share * (_CHART_RIGHT - _CHART_LEFT)

    def _heights(self) -> list[str]:
        """Return lines across at every ten centimeters below the knee."""
        parts = []
        for depth in np.arange(0, self.view.now.shank_length, 10):
            y = self._y(depth)
            name = "knee" if depth == 0 else f"{depth:.0f}"
            parts.append(
                f'<line class="calf-grid" x1="{_SIDE_LEFT}" x2="{_CHART_RIGHT}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            parts.append(
                f'<text class="calf-soft calf-small" x="{_SIDE_LEFT - 6}" y="{y + 4:.1f}" '
                f'text-anchor="end">{name}</text>'
            )
        return parts

    def _side(self) -> list[str]:
        """Return the silhouette, muscles seen through it, and the back at the end of the forecast."""
        front, back = self._contour(self.view.now)
        parts = [f'<polygon class="calf-fat calf-edge" points="{self._outline(front, back)}"/>']
        for name in _SHADES:
            high, low, seen = self._muscle(name)
            points = self._outline(high, low, seen)
            parts.append(f'<polygon class="calf-{name.lower()} calf-seen" points="{points}"/>')
        if self.view.later:
            for shape, name in zip(self.view.later.shapes, ("end", "middle", "end"), strict=True):
                _, behind = self._contour(shape)
                parts.append(f'<polyline class="calf-{name}" points="{self._line(behind)}"/>')
        words = (("front", _SIDE_RIGHT - 16, "end"), ("back", _SIDE_LEFT + 4, "start"))
        parts += [
            f'<text class="calf-soft calf-small" x="{x}" y="{_TOP - 8}" text-anchor="{at}">{text}</text>'
            for text, x, at in words
        ]
        return parts

    def _growth(self, shape: LegShape) -> Array:
        """Return by how much a cut is wider than the scanned one, at the levels shown."""
        inside = measured_leg().bone_area + measured_leg().between_area
        inside = inside + measured_leg().muscle_area.sum(axis=0)
        wider: Array = np.sqrt(area_along(shape) / inside)[self._kept]
        return wider

    def _contour(self, shape: LegShape) -> tuple[Array, Array]:
        """Return how far skin reaches to front and back of the tibia's axis [cm]."""
        cuts = [scanned_section(index).points.imag for index in np.flatnonzero(self._kept)]
        fat = float(shape.fat_thickness) / MM_PER_CM
        wider = self._growth(shape)
        front = np.array([cut.max() for cut in cuts]) * wider + fat
        return front, np.array([cut.min() for cut in cuts]) * wider - fat

    def _muscle(self, name: str) -> tuple[Array, Array, NDArray[np.int64]]:
        """Return how far a muscle reaches to front and back [cm], and at which levels it is."""
        seen, ends = [], []
        for row, index in enumerate(np.flatnonzero(self._kept)):
            curve = scanned_section(int(index)).outlines.get(name)
            if curve is not None:
                seen.append(row)
                ends.append((curve.imag.max(), curve.imag.min()))
        rows = np.array(seen)
        reach = np.array(ends) * self._growth(self.view.now)[rows, None]
        return reach[:, 0], reach[:, 1], rows

    def _across(self, place: float) -> float:
        """Return where a place before (+) or behind (−) the tibia's axis stands [px]."""
        return _SIDE_RIGHT - 48 + place * self._scale

    def _outline(self, front: Array, back: Array, rows: NDArray[np.int64] | None = None) -> str:
        depth = self._depth if rows is None else self._depth[rows]
        there = [f"{self._across(x):.1f},{self._y(d):.1f}" for x, d in zip(front, depth, strict=True)]
        again = [f"{self._across(x):.1f},{self._y(d):.1f}" for x, d in zip(back, depth, strict=True)]
        return " ".join(there + again[::-1])

    def _line(self, places: Array) -> str:
        pairs = zip(places, self._depth, strict=True)
        return " ".join(f"{self._across(x):.1f},{self._y(d):.1f}" for x, d in pairs)

    def _curve(self, girth: Array) -> list[str]:
        pairs = zip(girth, self._depth, strict=True)
        return [f"{self._x(g):.1f},{self._y(d):.1f}" for g, d in pairs]

    def _chart(self) -> list[str]:
        """Return girth over height: now, and the middle and range of the end."""
        base = self._y(self.view.now.shank_length)
        parts = []
        for value in np.arange(self._low, self._high + 1, 5):
            x = self._x(value)
            parts.append(f'<line class="calf-grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{base:.1f}"/>')
            parts.append(
                f'<text class="calf-soft calf-small" x="{x:.1f}" y="{_TOP - 8}" '
                f'text-anchor="middle">{value:.0f}</text>'
            )
        if self.view.later:
            low, middle, high = self._bands[1:]
            band = " ".join(self._curve(low) + self._curve(high)[::-1])
            parts.append(f'<polygon class="calf-range" points="{band}"/>')
            parts.append(f'<polyline class="calf-middle" points="{" ".join(self._curve(middle))}"/>')
        parts.append(f'<polyline class="calf-now" points="{" ".join(self._curve(self._girth))}"/>')
        return parts

    def _tape(self) -> list[str]:
        """Return the line at which the calf is widest."""
        y = self._y(self.view.below_knee)
        return [
            f'<line class="calf-level" x1="{_SIDE_LEFT}" x2="{_CHART_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text class="calf-ink calf-small" x="{_CHART_LEFT + 4}" y="{y - 5:.1f}">tape</text>',
        ]
