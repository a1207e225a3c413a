"""Twelve readings of both calves with a tape: the truth plus the athlete's own error."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np

from sample_person import FIRST_DAY, PERSON, moment, stream
from sample_truth import RIGHT_MINUS_LEFT, TRUTH, true_girth
from surae.records import Log

_HEADER = (
    "date_time,side,instrument,structure,quantity,value,unit,error_sd,posture,"
    "hours_since_training,observer,device,source,external_id"
)

ERROR_SD = 0.4
"""Of one reading by the athlete herself [cm]."""

_OCCASIONS = ((1, 0), (5, 0), (9, 0), (14, 0), (20, 0), (26, 6))  # week, weekday


def measurements_csv(log: Log) -> str:
    """Return the readings, left and right on six mornings."""
    rng = stream("tape")
    mornings = [
        moment(week, weekday, time(7, 10)) + timedelta(minutes=int(rng.integers(0, 40)))
        for week, weekday in _OCCASIONS
    ]
    days = np.array([(when.date() - FIRST_DAY).days for when in mornings], dtype=float)
    lines = [_HEADER]
    for when, girth in zip(mornings, true_girth(PERSON, TRUTH, log, days).tolist(), strict=True):
        rest = _rest(log, when)
        for minute, (side, share) in enumerate((("L", -0.5), ("R", 0.5))):
            reading = girth + share * RIGHT_MINUS_LEFT + float(rng.normal(0, ERROR_SD))
            lines.append(_row(when + timedelta(minutes=minute), side, reading, rest))
    return "\n".join(lines) + "\n"


def _row(when: datetime, side: str, reading: float, rest: str) -> str:
    """Return one line; the tape is read to the millimeter."""
    stamp = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f"{stamp},{side},tape,calf,girth,{reading:.1f},cm,{ERROR_SD},standing,{rest},"
        f"self,tape measure,sample athlete,tape-{when:%Y%m%d}-{side}"
    )


def _rest(log: Log, when: datetime) -> str:
    """Return the hours since the last session, empty before the first."""
    ends = [s.start + timedelta(seconds=s.duration) for s in log.sessions if s.start < when]
    return f"{(when - max(ends)).total_seconds() / 3600:.0f}" if ends else ""
