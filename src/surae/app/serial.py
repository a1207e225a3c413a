"""An answer as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from surae import __version__, evidence
from surae.app import words
from surae.app.answer import Answer
from surae.inference.fitness import Gains
from surae.records import Interval


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return all of an answer as plain data with stable keys."""
    said = answer.verdict
    return {
        "verdict": _verdict(answer),
        "today": answer.today.isoformat(),
        "last_day": answer.last_day.isoformat(),
        "girth_now_cm": _interval(said.girth_now),
        "girth_change_cm": _interval(said.girth_change),
        "volume_change_cm3": {
            **_interval(said.volume_change),
            "muscles": {name: _interval(part) for name, part in said.by_muscle.items()},
        },
        "fat_and_mass": _fat_and_mass(answer),
        "running_gave": _gave(answer),
        "visible": _visible(answer),
        "causes": _causes(answer),
        "thigh": _thigh(answer),
        "what_would_change_it": {
            "sentence": words.change_sentence(answer),
            "girth_change_cm": _interval(answer.alternative.girth_change),
            "difference_cm": _interval(answer.alternative.difference),
        },
        "read": _read(answer),
        "caveats": words.caveats(answer),
        "sources": list(answer.sources),
        "provenance": _provenance(answer),
    }


def _verdict(answer: Answer) -> dict[str, Any]:
    said = answer.verdict
    return {
        "sentence": words.verdict_sentence(answer),
        "p_grow": said.p_grow,
        "p_hold": said.p_hold,
        "p_shrink": said.p_shrink,
    }


def dumps(document: object) -> str:
    """Return a document as JSON text, the same bytes for the same content."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def _visible(answer: Answer) -> dict[str, Any]:
    return {
        "instrument": answer.visible.instrument,
        "smallest_change_cm": round(answer.visible.smallest_change, 3),
        "date": answer.visible.day.isoformat() if answer.visible.day else None,
    }


def _fat_and_mass(answer: Answer) -> dict[str, Any]:
    said, mass = answer.verdict, answer.calf.mass
    return {
        "sentences": words.body_sentences(answer),
        "muscle_change": _interval(said.relative_change),
        "fat_change_mm": _interval(said.fat_change),
        "girth_by_fat_cm": _interval(said.girth_by_fat),
        "body_mass_kg": _interval(Interval.of(mass.now)),
        "body_mass_change_kg": _interval(said.mass_change),
        "energy_balance_stated": mass.stated,
        "weighings": mass.n_weighings,
    }


def _gave(answer: Answer) -> dict[str, Any]:
    return {"sentences": words.gave_sentences(answer), **gains_json(answer.gains)}


def gains_json(gains: Gains) -> dict[str, Any]:
    """Return what running gave as plain data; per week, None where nothing says it."""
    parts = {
        "energy_kcal": gains.energy,
        "impulse_banister": gains.impulse,
        "load_edwards": gains.zones,
        "vo2max_ml_kg_min": gains.uptake,
        "vo2max_change": gains.uptake_change,
    }
    return {
        "weeks": gains.weeks,
        "kilometers": round(gains.kilometers, 2),
        "minutes": round(gains.minutes, 1),
        **{name: _interval(part) if part else None for name, part in parts.items()},
        "sessions_with_heart_rate": gains.n_heart,
    }


def _causes(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "cause": share.cause,
            "girth_change_cm": _interval(share.girth_change),
            "volume_change_cm3": _interval(share.volume_change),
        }
        for share in answer.causes
    ]


def _thigh(answer: Answer) -> dict[str, Any]:
    return {
        "sentence": words.thigh_sentence(answer),
        "groups": [_finite(asdict(load)) for load in answer.thigh],
    }


def _provenance(answer: Answer) -> dict[str, Any]:
    return {
        "version": __version__,
        "evidence": evidence.RELEASE,
        "seed": answer.question.seed,
        "draws": answer.question.n_draws,
    }


def _interval(part: Interval) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(part).items()}


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Replace what is not known by null, which JSON can say."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in values.items()
    }


def _read(answer: Answer) -> dict[str, Any]:
    log = answer.log
    return {
        "files": log.n_files,
        "sessions": len(log.sessions),
        "runs": sum(session.kind == "run" for session in log.sessions),
        "readings": len(log.measurements),
        "duplicates": len(log.duplicates),
        "duplicate_files": [asdict(copy) for copy in log.duplicates],
        "skipped": [asdict(skip) for skip in log.skipped],
        "unknown_exercises": list(log.unknown_exercises),
        "first_day": log.sessions[0].start.date().isoformat(),
    }
