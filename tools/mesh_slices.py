"""Closed triangle meshes: their volume, cuts across them, and smooth outlines of the cuts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Points = NDArray[np.complex128]

_HEADER = 84
_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("extra", "<u2")])
_SAMPLES = 512
_SAME_PLACE = 5


class MeshError(Exception):
    """A mesh that is not one closed surface in a file of the expected kind."""


def read_stl(path: Path) -> Array:
    """Return the triangles of a binary STL file, shape (triangles, corners, xyz) [mm]."""
    content = path.read_bytes()
    count = int.from_bytes(content[_HEADER - 4 : _HEADER], "little")
    if len(content) != _HEADER + count * _TRIANGLE.itemsize:
        raise MeshError(f"{path.name} is not a whole binary STL file")
    triangles = np.frombuffer(content[_HEADER:], _TRIANGLE)["corners"].astype(float)
    if not is_closed(triangles):
        raise MeshError(f"{path.name} is not closed")
    return triangles


def is_closed(triangles: Array) -> bool:
    """Return whether each edge is run through once in either direction."""
    places, corner = np.unique(triangles.reshape(-1, 3), axis=0, return_inverse=True)
    a, b = corner.reshape(-1, 3), np.roll(corner.reshape(-1, 3), -1, axis=1)
    there, back = a * len(places) + b, b * len(places) + a
    return bool(np.array_equal(np.sort(there, axis=None), np.sort(back, axis=None)))


def volume(triangles: Array) -> float:
    """Return the volume inside a closed mesh [mm3]: the divergence theorem, exactly.

    >>> corner = np.array([[[0, 0, 0], [0, 1, 0], [1, 0, 0]], [[0, 0, 0], [1, 0, 0], [0, 0, 1]],
    ...                    [[0, 0, 0], [0, 0, 1], [0, 1, 0]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]])
    >>> round(volume(corner.astype(float)), 6)
    0.166667
    """
    a, b, c = np.moveaxis(triangles, 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6


def cut(triangles: Array, height: float) -> Points:
    """Return where a mesh meets the plane z = height, shape (pieces, ends) [mm].

    Each piece runs with the inside on its left, as seen from above.
    """
    z = triangles[:, :, 2] - height
    above = z > 0
    met = above.any(axis=1) & ~above.all(axis=1)
    corners, z, above = triangles[met], z[met], above[met]
    alone = np.where(above.sum(axis=1) == 1, np.argmax(above, axis=1), np.argmin(above, axis=1))
    rows = np.arange(len(corners))
    place = corners[:, :, 0] + 1j * corners[:, :, 1]
    (p, hp), (q, hq), (r, hr) = (
        (place[rows, (alone + k) % 3], z[rows, (alone + k) % 3]) for k in range(3)
    )
    pieces = np.column_stack([p + (q - p) * hp / (hp - hq), p + (r - p) * hp / (hp - hr)])
    return np.where(above[rows, alone][:, None], pieces, pieces[:, ::-1])


def cut_area(pieces: Points) -> float:
    """Return the area that the pieces of a cut enclose, holes taken off [mm2]."""
    return float((pieces[:, 0].conj() * pieces[:, 1]).imag.sum() / 2)


def largest_loop(pieces: Points) -> Points:
    """Return the corners of the loop with the largest area, in order."""
    return max(_loops(pieces), key=lambda loop: cut_area(_closed(loop)))


def _closed(loop: Points) -> Points:
    """Return the pieces between the corners of a loop."""
    return np.column_stack([loop, np.roll(loop, -1)])


def _loops(pieces: Points) -> list[Points]:
    """Join pieces end to start into closed loops."""
    starts = {_key(start): i for i, start in enumerate(pieces[:, 0])}
    after = [starts.get(_key(end), -1) for end in pieces[:, 1]]
    left, loops = set(range(len(pieces))), []
    while left:
        i, loop = min(left), []
        while i in left:
            left.remove(i)
            loop.append(pieces[i, 0])
            i = after[i]
        loops.append(np.array(loop))
    return loops


def _key(place: complex) -> tuple[float, float]:
    return round(place.real, _SAME_PLACE), round(place.imag, _SAME_PLACE)


def harmonics(loop: Points, n_harmonics: int) -> Points:
    """Return the Fourier coefficients −n … n of a loop over its length, shape (2 n + 1,).

    The smooth outline is Σ cₖ exp(i k u), u from 0 to 2π; see Kuhl & Giardina 1982.
    """
    ring = np.append(loop, loop[0])
    along = np.append(0.0, np.cumsum(np.abs(np.diff(ring))))
    at = np.linspace(0, along[-1], _SAMPLES, endpoint=False)
    sampled = np.interp(at, along, ring.real) + 1j * np.interp(at, along, ring.imag)
    order = np.arange(-n_harmonics, n_harmonics + 1)
    return (np.fft.fft(sampled) / _SAMPLES)[order]


def outline_area(coefficients: Points) -> float:
    """Return the area that a smooth outline encloses: π Σ k |cₖ|²."""
    n = len(coefficients) // 2
    return float(np.pi * np.sum(np.arange(-n, n + 1) * np.abs(coefficients) ** 2))


def envelope(points: Points) -> tuple[float, float]:
    """Return the area and the perimeter of the convex hull of points.

    From its support function h over direction: the perimeter is ∫ h (Cauchy), the area that of
    the corners reached.
    """
    direction = np.exp(2j * np.pi * np.arange(_SAMPLES) / _SAMPLES)
    reach = (direction.conj()[:, None] * points[None, :]).real
    corner = points[np.argmax(reach, axis=1)]
    area = cut_area(_closed(corner))
    return area, float(np.abs(np.diff(np.append(corner, corner[0]))).sum())
