"""The lower leg from the side, and its girth from knee to ankle beside it, as SVG."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.section import scanned_section
from surae.anatomy.shape import LegShape, area_along, girth_along, measured_leg
from surae.app.calf_section import PANEL, smooth_path
from surae.app.calf_view import CalfView
from surae.units import MM_PER_CM

Array = NDArray[np.float64]

PROFILE_HEIGHT = 470
_TOP, _ROOM = 84, 376
_LAST_LEVEL = 0.95
_SIDE = (40, 176)
_GIRTH, _CHANGE = (204, 288), (328, PANEL - 20)
_SEEN = ("TIBIA", "SOL", "MG")


class Axis:
    """Places values of a chart that runs across [px]."""

    def __init__(self, values: Array, step: float, ends: tuple[int, int]) -> None:
        self.step, self.ends = step, ends
        self.low = float(np.floor(np.min(values) / step) * step)
        self.high = max(float(np.ceil(np.max(values) / step) * step), self.low + step)

    def x(self, value: float) -> float:
        """Return the place of a value."""
        left, right = self.ends
        return left + (value - self.low) / (self.high - self.low) * (right - left)

    def ticks(self) -> Array:
        """Return round values."""
        count = round((self.high - self.low) / self.step) + 1
        return np.linspace(self.low, self.high, count)


class ProfilePanel:
    """Draws one leg from the side, and beside it, at the same heights, its girth and the change."""

    def __init__(self, view: CalfView) -> None:
        self.view = view
        level = measured_leg().level
        self._kept = np.flatnonzero(level < _LAST_LEVEL)
        self._depth = level[self._kept] * view.now.shank_length
        self._girth = girth_along(view.now)[self._kept]
        self._scale = _ROOM / view.now.shank_length

    def panel(self) -> list[str]:
        """Return silhouette and charts, with the tape drawn through them."""
        parts = [
            '<text class="calf-ink calf-title" x="16" y="20">Along the leg</text>',
            '<text class="calf-soft" x="16" y="39">cm below the knee, from the inner side</text>',
            *self._heights(),
            *self._side(),
            *self._girth_chart(),
        ]
        if self.view.later:
            parts += self._change_chart(self.view.later.profile_change[:, self._kept])
        return [*parts, *self._tape()]

    def _y(self, depth: float) -> float:
        return _TOP + depth * self._scale

    def _right(self) -> int:
        return _CHANGE[1] if self.view.later else _GIRTH[1] + (_CHANGE[1] - _CHANGE[0])

    def _heights(self) -> list[str]:
        """Return lines across at every ten centimeters below the knee."""
        parts = []
        for depth in np.arange(0, self.view.now.shank_length, 10):
            y = self._y(depth)
            parts.append(
                f'<line class="calf-grid" x1="{_SIDE[0]}" x2="{self._right()}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            parts.append(_note(_SIDE[0] - 6, y + 4, f"{depth:.0f}", "end"))
        return parts

    def _side(self) -> list[str]:
        """Return the silhouette, what lies on the inner side, and the back at the end."""
        front, back = self._contour(self.view.now)
        parts = [self._band(front, back, self._depth, "calf-fat calf-edge")]
        for name in _SEEN:
            ahead, behind, rows = self._muscle(name)
            shade = f"calf-{name.lower()} calf-edge"
            parts.append(self._band(ahead, behind, self._depth[rows], shade))
        shapes = self.view.later.shapes if self.view.later else ()
        for shape, name in zip(shapes, ("end", "middle", "end"), strict=False):
            _, behind = self._contour(shape)
            places = self._places(behind, self._depth)
            parts.append(f'<path class="calf-{name}" d="{smooth_path(places, closed=False)}"/>')
        sides = (("back", _SIDE[0] + 4, "start"), ("front", _SIDE[1] - 8, "end"))
        return parts + [_note(x, _TOP - 8, text, at) for text, x, at in sides]

    def _growth(self, shape: LegShape) -> Array:
        """Return by how much cuts are wider than the scanned ones, at the levels shown."""
        scan = measured_leg()
        inside = scan.bone_area + scan.between_area + scan.muscle_area.sum(axis=0)
        wider: Array = np.sqrt(area_along(shape) / inside)[self._kept]
        return wider

    def _contour(self, shape: LegShape) -> tuple[Array, Array]:
        """Return how far skin reaches to front and back of the tibia's axis [cm]."""
        reach = np.array([_reach(scanned_section(int(i)).points) for i in self._kept])
        reach = reach * self._growth(shape)[:, None]
        fat = float(shape.fat_thickness) / MM_PER_CM
        return reach[:, 0] + fat, reach[:, 1] - fat

    def _muscle(self, name: str) -> tuple[Array, Array, NDArray[np.int64]]:
        """Return how far a muscle reaches to front and back [cm], and at which levels it is."""
        cuts = [scanned_section(int(i)).outlines.get(name) for i in self._kept]
        rows = np.flatnonzero([curve is not None for curve in cuts])
        reach = np.array([_reach(curve) for curve in cuts if curve is not None])
        reach = reach * self._growth(self.view.now)[rows, None]
        return reach[:, 0], reach[:, 1], rows

    def _places(self, across: Array, depth: Array) -> NDArray[np.complex128]:
        """Return where places before (+) or behind (−) the tibia's axis stand, x + iy [px]."""
        front = _SIDE[1] - 40
        return np.asarray(front + across * self._scale + 1j * (_TOP + depth * self._scale))

    def _band(self, ahead: Array, behind: Array, depth: Array, name: str) -> str:
        there, back = self._places(ahead, depth), self._places(behind, depth)[::-1]
        path = smooth_path(there, closed=False)
        rest = smooth_path(back, closed=False).replace("M", "L", 1)
        return f'<path class="{name}" d="{path}{rest}Z"/>'

    def _girth_chart(self) -> list[str]:
        axis = Axis(self._girth, 5.0 if self.view.later is None else 10.0, _GIRTH)
        if self.view.later is None:
            axis.ends = (_GIRTH[0], self._right())
        line = self._line(axis, self._girth)
        return [*self._grid(axis, "girth, cm", 0), f'<polyline class="calf-now" points="{line}"/>']

    def _change_chart(self, change: Array) -> list[str]:
        axis = Axis(change, _step(change), _CHANGE)
        low, middle, high = change
        band = f"{self._line(axis, low)} {self._line(axis, high[::-1], self._depth[::-1])}"
        return [
            *self._grid(axis, "change, cm", 1),
            f'<polygon class="calf-range" points="{band}"/>',
            f'<polyline class="calf-middle" points="{self._line(axis, middle)}"/>',
        ]

    def _grid(self, axis: Axis, title: str, digits: int) -> list[str]:
        base = self._y(self.view.now.shank_length)
        parts = [_note((axis.ends[0] + axis.ends[1]) / 2, _TOP - 23, title, "middle")]
        for value in axis.ticks():
            x = axis.x(value)
            shade = "calf-zero" if digits and abs(value) < axis.step / 2 else "calf-grid"
            parts.append(
                f'<line class="{shade}" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{base:.1f}"/>'
            )
            text = f"{value:.{digits}f}".replace("-", "−")
            parts.append(_note(x, _TOP - 7, "0" if float(value) == 0 else text, "middle"))
        return parts

    def _line(self, axis: Axis, values: Iterable[float], depth: Array | None = None) -> str:
        rows = self._depth if depth is None else depth
        pairs = zip(values, rows, strict=True)
        return " ".join(f"{axis.x(v):.1f},{self._y(d):.1f}" for v, d in pairs)

    def _tape(self) -> list[str]:
        """Return the line at which the calf is widest."""
        y = self._y(self.view.below_knee)
        line = f'x1="{_SIDE[0]}" x2="{self._right()}" y1="{y:.1f}" y2="{y:.1f}"'
        return [f'<line class="calf-level" {line}/>', _note(_SIDE[1] + 2, y - 5, "tape", "start")]


def _reach(points: NDArray[np.complex128]) -> tuple[float, float]:
    """Return how far points reach to the front and to the back [cm]."""
    return float(points.imag.max()), float(points.imag.min())


def _step(values: Array) -> float:
    """Return a round step that gives few intervals."""
    span = float(np.max(values) - np.min(values))
    return next((s for s in (0.1, 0.2, 0.5, 1.0, 2.0) if span / s <= 3.2), 5.0)


def _note(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="calf-soft calf-small" {place}>{text}</text>'
