"""The participants of a trial: who stands for them, and how their mean differs from a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from surae import evidence
from surae.inference.priors import stream
from surae.records import Arm, CalfRaise, Cohort, Draws, Person, Trial

PERSONAL = ("gain", "discrepancy_person", "fat_change_spread")
"""Parameters in which people differ and that enter a change linearly."""


@dataclass(frozen=True, slots=True)
class People:
    """The participants of one arm.

    Parameters
    ----------
    n
        How many.
    persons
        One who stands for each sex among them, with equal weights.
    cohort
        What else is known of them.
    """

    n: int
    persons: tuple[Person, ...]
    cohort: Cohort


def people_of(trial: Trial, arm: Arm) -> People:
    """Return the participants of an arm; what is not stated is that of an ordinary cohort."""
    values = evidence.central_values()
    cohort = replace(
        trial.cohort,
        n=arm.n or trial.cohort.n or round(values["cohort_size"]),
        sex=arm.sex or trial.cohort.sex,
        age=arm.age or trial.cohort.age or values["cohort_age"],
    )
    steps = trial.steps_per_day
    sexes: tuple[Literal["female", "male"], ...] = (
        ("female", "male") if cohort.sex == "mixed" else (cohort.sex,)
    )
    persons = tuple(
        Person(
            height=cohort.height or values[_HEIGHT[sex]],
            mass=cohort.mass or values[_MASS[sex]],
            age=cohort.age or values["cohort_age"],
            sex=sex,
            steps_per_day=values["holding_steps"] if steps is None else steps,
        )
        for sex in sexes
    )
    return People(cohort.n or 1, persons, cohort)


_HEIGHT = {"female": "height_female", "male": "height_male"}
_MASS = {"female": "mass_female", "male": "mass_male"}


def cohort_draws(draws: Draws, people: People, name: str) -> Draws:
    """Return draws for the mean of a cohort in place of draws for one person.

    Parameters
    ----------
    draws
        For one person, from a prior or a posterior.
    people
        The cohort.
    name
        Of the cohort; each has other people, and the same ones whenever it is asked for.

    Notes
    -----
    *Assumes* that a change is linear in what differs between people, so that the mean person
    answers as the mean of the people does. *Valid for* one response factor per person.

    People whose calves are trained, in ways that their habit does not tell, respond less.
    """
    values = dict(draws.values)
    source = stream(f"people {name}", draws.seed)
    chosen = source.integers(len(draws), size=(len(draws), people.n))
    for key in PERSONAL:
        values[key] = draws[key][chosen].mean(axis=1)
    told = any(isinstance(item.activity, CalfRaise) for item in people.cohort.habit)
    if people.cohort.training in ("trained", "athlete") and not told:
        values["gain"] = values["gain"] * draws["trained_response"]
    return Draws(values=values, evidence=draws.evidence, seed=draws.seed, rule=draws.rule)


def mean_error(error: float, n: int) -> float:
    """Return the error of the mean change of ``n`` people, each read twice.

    >>> round(mean_error(0.03, 18), 4)
    0.01
    """
    return float(error * np.sqrt(2 / n))
