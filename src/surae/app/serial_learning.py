"""What was learned, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from surae.app.learning import Explained, Learned
from surae.inference.ahead import Ahead, Band
from surae.inference.backtest import Backtest
from surae.inference.recovery import Hurt, Recovery
from surae.inference.standing import Taught
from surae.records import MUSCLES, Interval


def calibration_json(found: Learned) -> dict[str, Any]:
    """Return whether a fit can be trusted, and each parameter before and after."""
    return {
        "status": found.posterior.diagnostics.status,
        "trustworthy": found.posterior.diagnostics.trustworthy,
        "parameters": [_parameter(one) for one in found.parameters],
    }


def _parameter(one: Taught) -> dict[str, Any]:
    numbers = {key: float(f"{value:.5g}") for key, value in asdict(one).items() if key != "name"}
    return {"name": one.name, **numbers}


def explanation_json(found: Explained) -> list[dict[str, Any]]:
    """Return what each cause did and does to girth [cm]."""
    return [
        {
            "cause": share.cause,
            "realised": rounded(share.realised),
            "to_come": rounded(share.to_come),
        }
        for share in found.split.shares
    ]


def rounded(part: Interval) -> dict[str, float]:
    """Return an interval as plain data."""
    return {name: round(value, 4) + 0.0 for name, value in asdict(part).items()}


def backtest_json(found: Backtest) -> dict[str, Any]:
    """Return how good one's own forecasts were; errors are relative."""
    return {
        "coverage": round(found.coverage, 4),
        "error": round(found.error, 5),
        "naive_error": round(found.naive_error, 5),
        "trustworthy": found.trustworthy,
        "readings": [
            {
                "date": one.reading.date_time.date().isoformat(),
                "structure": one.reading.structure,
                "quantity": one.reading.quantity,
                "instrument": one.reading.instrument,
                "side": one.reading.side,
                "value": one.reading.value,
                "known_until": one.known_until.isoformat(),
                "predicted": round(one.predicted, 3),
                "low": round(one.low, 3),
                "high": round(one.high, 3),
                "covered": one.covered,
            }
            for one in found.scored
        ],
    }


def learned_json(found: Learned) -> dict[str, Any]:
    """Return what an answer says of the fit that it rests on."""
    return {
        "status": found.posterior.diagnostics.status,
        "trustworthy": found.posterior.diagnostics.trustworthy,
        "readings_used": len(found.posterior.used),
        "readings_unused": [
            {"date": u.reading.date_time.date().isoformat(), "reason": u.reason}
            for u in found.posterior.unused
        ],
        "percentile_of_size": rounded(found.standing.size),
        "percentile_of_response": rounded(found.standing.response),
    }


def ahead_json(found: Ahead) -> dict[str, Any]:
    """Return the weeks ahead: 50 and 90 % bands, tendon load, and what to measure."""
    best = found.next_reading
    return {
        "dates": [day.isoformat() for day in found.days],
        "bands": [_band(band) for band in found.bands],
        "tendon_impulse_body_weight_s": [round(load, 1) for load in found.tendon],
        "reading_schedule": [
            {
                "repeats": one.repeats,
                "smallest_change_cm": round(one.smallest_change, 3),
                "date": one.day.isoformat() if one.day else None,
            }
            for one in found.schedules
        ],
        "next_measurement": {
            "instrument": best.instrument,
            "structure": best.structure,
            "quantity": best.quantity,
            "date": best.day.isoformat(),
            "variance_taken_away": round(best.narrows, 4),
            "minutes": best.minutes,
        },
        "recovery": recovery_json(found.recovery),
    }


def recovery_json(found: Recovery) -> dict[str, Any]:
    """Return damage and recovery at the end of today, of each coming day, and at worst."""
    first, last = found.stiffness
    return {
        "today": {one.muscle: _hurt(one) for one in found.today},
        "coming_week": {
            muscle: [_hurt(day[k]) for day in found.week] for k, muscle in enumerate(MUSCLES)
        },
        "worst_of_week": {"muscle": found.worst_of_week.muscle, **_hurt(found.worst_of_week)},
        "worst_of_plan": {"muscle": found.worst_of_plan.muscle, **_hurt(found.worst_of_plan)},
        "tendon_stiffness": {"today": rounded(first), "last_day": rounded(last)},
    }


def _hurt(one: Hurt) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "strength_lost": rounded(one.lost),
        "readiness": rounded(one.readiness),
        "protection": rounded(one.protection),
    }


def _band(band: Band) -> dict[str, Any]:
    names = ("low_90", "low_50", "median", "high_50", "high_90")
    rows = {
        name: [round(float(value), 2) for value in row]
        for name, row in zip(names, band.quantiles, strict=True)
    }
    return {"structure": band.structure, "quantity": band.quantity, "side": band.side, **rows}
