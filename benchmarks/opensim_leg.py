"""A planar leg of nine muscles in OpenSim, for its static optimisation of one stride.

Paths are rough: the time that a solution takes does not depend on them. Imported only where
`opensim` is installed.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import opensim

from surae.anatomy.limb import GROUPS, Limb
from surae.loading.movement import MovementCurves

# Points [body, forward, up] in meters; each body hangs from the joint above it.
PATHS = {
    "MG": [("thigh", -0.03, -0.41), ("foot", -0.05, -0.02)],
    "LG": [("thigh", -0.03, -0.40), ("foot", -0.05, -0.02)],
    "SOL": [("shank", -0.02, -0.10), ("foot", -0.05, -0.02)],
    "TA": [("shank", 0.02, -0.10), ("shank", 0.03, -0.38), ("foot", 0.04, -0.03)],
    "DPF": [("shank", -0.01, -0.15), ("foot", -0.02, -0.03)],
    "VAS": [("thigh", 0.02, -0.15), ("thigh", 0.05, -0.41), ("shank", 0.04, -0.05)],
    "RF": [("pelvis", 0.04, 0.03), ("thigh", 0.05, -0.41), ("shank", 0.04, -0.05)],
    "HAM": [("pelvis", -0.06, -0.05), ("shank", -0.03, -0.06)],
    "BFSH": [("thigh", 0.0, -0.20), ("shank", -0.03, -0.06)],
}
SEGMENTS = (("thigh", "hip", 8.0, 0.42), ("shank", "knee", 3.5, 0.42), ("foot", "ankle", 1.0, 0.1))


def leg(limb: Limb) -> opensim.Model:
    """Return a leg that hangs from the ground by pin joints, with reserves at each."""
    model = opensim.Model()
    bodies = {"pelvis": model.getGround()}
    parent, above = model.getGround(), 0.0
    for name, joint, mass, length in SEGMENTS:
        center = opensim.Vec3(0, -length / 2, 0)
        body = opensim.Body(name, mass, center, opensim.Inertia(0.1 * mass * length**2))
        model.addBody(body)
        zero, end = opensim.Vec3(0), opensim.Vec3(0, -above, 0)
        pin = opensim.PinJoint(joint, parent, end, zero, body, zero, zero)
        pin.updCoordinate().setName(joint)
        model.addJoint(pin)
        reserve = opensim.CoordinateActuator(joint)
        reserve.setName(f"reserve_{joint}")
        reserve.setOptimalForce(1.0)
        model.addForce(reserve)
        bodies[name], parent, above = body, body, length
    for name in GROUPS:
        model.addForce(_muscle(limb, name, bodies))
    model.finalizeConnections()
    return model


def _muscle(limb: Limb, name: str, bodies: dict[str, object]) -> object:
    columns = ("max_isometric_force", "optimal_fiber_length", "tendon_slack_length")
    i = GROUPS.index(name)
    force, fiber, slack = (float(getattr(limb, column)[i]) for column in columns)
    muscle = opensim.Millard2012EquilibriumMuscle(
        name, force, fiber / 1000, slack / 1000, float(limb.pennation_angle[i])
    )
    for k, (body, forward, up) in enumerate(PATHS[name]):
        muscle.addNewPathPoint(f"{name}{k}", bodies[body], opensim.Vec3(forward, up, 0))
    return muscle


def static_optimisation(limb: Limb, curves: MovementCurves) -> Callable[[], object]:
    """Return a function that solves the stride once; its printing is thrown away."""
    folder = Path(tempfile.mkdtemp())
    opensim.Logger.setLevelString("Off")
    model = leg(limb)
    model.printToXML(str(folder / "leg.osim"))
    times = np.linspace(0, curves.period, len(curves.angles) + 1)
    angles = np.vstack([curves.angles, curves.angles[:1]]) * [1, -1, 1]
    rows = np.column_stack([times, angles[:, ::-1]])
    head = f"stride\nversion=1\nnRows={len(rows)}\nnColumns=4\ninDegrees=yes\nendheader\n"
    table = "\n".join("\t".join(f"{value:.6f}" for value in row) for row in rows)
    (folder / "stride.mot").write_text(f"{head}time\thip\tknee\tankle\n{table}\n")
    optimisation = opensim.StaticOptimization()
    optimisation.setStartTime(0)
    optimisation.setEndTime(curves.period)
    tool = opensim.AnalyzeTool()
    tool.setName("stride")
    tool.setModelFilename(str(folder / "leg.osim"))
    tool.setCoordinatesFileName(str(folder / "stride.mot"))
    tool.setResultsDir(str(folder))
    tool.setFinalTime(curves.period)
    tool.updAnalysisSet().cloneAndAppend(optimisation)
    tool.printToXML(str(folder / "setup.xml"))

    def run() -> None:
        with _silence():
            if not opensim.AnalyzeTool(str(folder / "setup.xml")).run():
                raise RuntimeError("OpenSim did not solve the stride")

    return run


@contextlib.contextmanager
def _silence():
    """Send what compiled code prints to nowhere."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
