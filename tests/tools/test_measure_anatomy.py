"""Measuring meshes: exact on bodies whose size is known, and the shipped tables from the scans."""

import doctest
import shutil
from pathlib import Path

import numpy as np
import pytest

import measure_anatomy
import mesh_slices
from surae.evidence.tables import folder


def tube(radius, height, n=96):
    """Return a closed upright prism with n sides as triangles, seen from outside."""
    ring = radius * np.exp(2j * np.pi * np.arange(n) / n)
    low = np.column_stack([ring.real, ring.imag, np.zeros(n)])
    high = low + np.array([0, 0, height])
    after = np.roll(np.arange(n), -1)
    bottom, top = np.zeros((n, 3)), np.tile([0, 0, height], (n, 1))
    return np.concatenate(
        [
            np.stack([low, low[after], high[after]], axis=1),
            np.stack([low, high[after], high], axis=1),
            np.stack([bottom, low[after], low], axis=1),
            np.stack([top, high, high[after]], axis=1),
        ]
    ).astype(float)


def write_stl(path, triangles):
    record = np.zeros(
        len(triangles), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("extra", "<u2")]
    )
    record["corners"] = triangles
    path.write_bytes(bytes(80) + len(triangles).to_bytes(4, "little") + record.tobytes())


def test_a_prism_has_its_volume_and_its_cuts_their_area():
    mesh = tube(10.0, 30.0)
    base = 96 / 2 * 100 * np.sin(2 * np.pi / 96)
    assert mesh_slices.is_closed(mesh)
    assert mesh_slices.volume(mesh) == pytest.approx(base * 30)
    pieces = mesh_slices.cut(mesh, 12.3)
    assert mesh_slices.cut_area(pieces) == pytest.approx(base)
    area, perimeter = mesh_slices.envelope(pieces[:, 0])
    assert area == pytest.approx(base)
    assert perimeter == pytest.approx(96 * 20 * np.sin(np.pi / 96))
    assert len(mesh_slices.cut(mesh, 31.0)) == 0


def test_harmonics_of_a_circle_are_its_center_and_one_turn():
    loop = mesh_slices.largest_loop(mesh_slices.cut(tube(10.0, 30.0) + np.array([5, -3, 0]), 7.0))
    coefficients = mesh_slices.harmonics(loop, 4)
    assert coefficients[4] == pytest.approx(5 - 3j)
    assert abs(coefficients[5]) == pytest.approx(10, rel=1e-3)
    assert np.abs(np.delete(coefficients, (4, 5))).max() < 0.01
    assert mesh_slices.outline_area(coefficients) == pytest.approx(100 * np.pi, rel=2e-3)


def test_a_file_comes_back_and_an_open_or_short_one_is_refused(tmp_path):
    mesh = tube(4.0, 8.0, 12).astype(np.float32).astype(float)
    path = tmp_path / "Bone_Tibia.stl"
    write_stl(path, mesh)
    np.testing.assert_array_equal(mesh_slices.read_stl(path), mesh)
    write_stl(path, mesh[1:])
    with pytest.raises(mesh_slices.MeshError, match="not closed"):
        mesh_slices.read_stl(path)
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(mesh_slices.MeshError, match="not a whole binary STL"):
        mesh_slices.read_stl(path)


def test_the_examples_of_the_slicer():
    result = doctest.testmod(mesh_slices)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_shipped_tables_are_what_the_tool_measures(shared_data: Path, tmp_path, capsys):
    release = Path(str(folder()))
    assert measure_anatomy.main([str(shared_data / "anatomy"), "--out", str(tmp_path)]) == 0
    made = sorted(tmp_path.iterdir())
    assert [path.name for path in made] == [
        "leg_areas.csv",
        "leg_measures.csv",
        "leg_outlines.csv",
    ]
    for path in made:
        assert path.read_bytes() == (release / path.name).read_bytes()
    errors = [float(line.split()[-1].rstrip("%")) for line in capsys.readouterr().out.splitlines()]
    assert len(errors) == 23
    assert max(abs(error) for error in errors) <= 1


def test_an_unknown_mesh_stops_the_tool_and_nothing_is_written(shared_data, tmp_path, capsys):
    meshes = tmp_path / "meshes"
    for name in ("visible_human_female", "visible_human_male"):
        (meshes / name).mkdir(parents=True)
    source = shared_data / "anatomy" / "visible_human_female" / "Bone_Fibula.stl"
    shutil.copyfile(source, meshes / "visible_human_female" / "Bone_Wing.stl")
    out = tmp_path / "out"
    assert measure_anatomy.main([str(meshes), "--out", str(out)]) == 1
    assert "Bone_Wing is no known structure" in capsys.readouterr().err
    assert not out.exists()
