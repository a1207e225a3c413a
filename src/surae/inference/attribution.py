"""What each cause has done so far and will do: shares that add up, by counterfactual.

A cause's share is its Shapley value: the mean, over all orders in which causes could be switched
on, of what the muscle gains when this one is. Causes fill one response together, so the order
matters. All sets of up to eight causes are run; beyond that, orders are sampled. Everyday walking
goes on in every run. Body mass, then food, come after all causes: they change what is done anyway.
What the model cannot name is left over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.adaptation.status import mass_setpoint
from surae.adaptation.stimulus import EVERYDAY, stimulus_by_cause
from surae.anatomy.girth import fat_girth, inner_area
from surae.anatomy.shape import roundness
from surae.inference.forecast import dose_draws
from surae.inference.girth import GirthForecast
from surae.inference.outlook import Case, Outlook
from surae.inference.priors import discrepancy_draws, discrepancy_key, stream
from surae.inference.profile import Profile, profile_of
from surae.inference.sight import fat_drift
from surae.records import CAUSES, Draws, Interval, LoadSpectrum

Array = NDArray[np.float64]

MASS, FOOD, FAT, ELSE = "body mass", "food", "fat", "everything else"
MOST_EXACT = 8
_SAMPLED_ORDERS = 40


@dataclass(frozen=True, slots=True)
class Share:
    """What one cause did from the first day to today, and does until the last: girth [cm]."""

    cause: str
    realised: Interval
    to_come: Interval


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Draws of what each cause adds to girth.

    Parameters
    ----------
    causes
        Names, in the order of the rows.
    realised, to_come
        From the first day of the log to today, and on to the last day, shape (causes, draws) [cm].
    volume_to_come
        What each adds to the triceps surae of one leg from today on, same shape [cm3].
    """

    causes: tuple[str, ...]
    realised: Array
    to_come: Array
    volume_to_come: Array

    @property
    def shares(self) -> tuple[Share, ...]:
        """Each cause in numbers, the largest first."""
        found = [
            Share(name, Interval.of(past), Interval.of(ahead))
            for name, past, ahead in zip(self.causes, self.realised, self.to_come, strict=True)
        ]
        return tuple(sorted(found, key=lambda s: -abs(s.realised.median) - abs(s.to_come.median)))


def shapley(
    value: Callable[[tuple[int, ...]], Array], n_players: int, rng: np.random.Generator
) -> Array:
    """Return the Shapley value of each player, shape (players, ...).

    Parameters
    ----------
    value
        What a set of players, given in ascending order, is worth: any array.
    n_players
        How many; all sets are valued up to :data:`MOST_EXACT`, orders are sampled beyond.
    rng
        For sampled orders, each taken forwards and backwards.

    >>> worth = {(): 0.0, (0,): 1.0, (1,): 2.0, (0, 1): 5.0}
    >>> shapley(lambda s: np.array(worth[s]), 2, np.random.default_rng(1)).tolist()
    [2.0, 3.0]
    """
    if n_players > MOST_EXACT:
        return _sampled(value, n_players, rng)
    players = tuple(range(n_players))
    sets = [s for size in range(n_players + 1) for s in combinations(players, size)]
    worth = {members: value(members) for members in sets}
    found = np.zeros((n_players, *worth[()].shape))
    for members in sets:
        for player in set(players) - set(members):
            weight = 1 / (n_players * comb(n_players - 1, len(members)))
            joined = tuple(sorted((*members, player)))
            found[player] += weight * (worth[joined] - worth[members])
    return found


def _sampled(
    value: Callable[[tuple[int, ...]], Array], n_players: int, rng: np.random.Generator
) -> Array:
    empty = value(())
    found = np.zeros((n_players, *empty.shape))
    for _ in range(_SAMPLED_ORDERS):
        order = rng.permutation(n_players)
        for turn in (order, order[::-1]):
            before = empty
            for place, player in enumerate(turn):
                after = value(tuple(sorted(turn[: place + 1].tolist())))
                found[player] += after - before
                before = after
    return found / (2 * _SAMPLED_ORDERS)


def attribute(
    case: Case,
    spectrum: LoadSpectrum,
    seen: Outlook,
    progress: Callable[[float], None] | None = None,
) -> Attribution:
    """Split the change of girth, past and to come, by cause.

    Parameters
    ----------
    case
        The person; draws from a prior or a posterior.
    spectrum
        Log and plan.
    seen
        Of the same draws, from :func:`surae.inference.outlook.outlook`.
    progress
        Called with the share of the work done.
    """
    calf, today = seen.calf, seen.calf.today_index
    names, parts = _parts(case, spectrum, seen, progress)  # (causes, marks, muscles, draws)
    life = _life(case.draws, today)
    now = 1 + parts[:, 1].sum(axis=0) + life
    change = np.diff(parts, axis=1) / now * calf.volume  # (causes, spans, muscles, draws) [cm3]
    ahead = calf.volume_change[:, :, -1] - change[:, 1].sum(axis=0)
    rest = np.stack([life / now * calf.volume, ahead])
    change = np.concatenate([change, rest[None]])
    girth = np.einsum("cpmd,md->cpd", change, calf.girth_per_volume)
    area = inner_area(calf.girth[:, today], calf.fat)
    swelling = girth.sum(axis=0) / (roundness() * np.sqrt(np.pi * area))
    # What is ahead starts from today's girth, what is realised ended there: slopes of the chords.
    chord = 2 / (1 + np.sqrt(1 + np.array([[-1.0], [1.0]]) * swelling))
    both = np.concatenate([girth * chord, _fat(case, calf)[None]])
    volume = np.concatenate([change[:, 1].sum(axis=1), np.zeros((1, len(case.draws)))])
    return Attribution((*names, ELSE, FAT), both[:, 0], both[:, 1], volume)


def _life(draws: Draws, today: int) -> Array:
    """Return what life was learned to have added by today, shape (draws,) [-]."""
    past = draws.values.get("discrepancy_past", np.zeros(len(draws)))
    found: Array = past * -np.expm1(-draws["turnover_rate"] * (today + 1))
    return found


def _fat(case: Case, calf: GirthForecast) -> Array:
    """Return what fat did and does to girth, shape (spans, draws) [cm]."""
    own = evidence.parameter("fat_change_spread")
    past = case.draws.values.get("fat_drift")
    if past is None:
        past = own.draw(stream("fat_drift", case.draws.seed), len(case.draws))
    before = fat_drift(past, [calf.today_index])[:, 0]
    return fat_girth(np.stack([-before, calf.fat_change[:, -1]]))


def _parts(
    case: Case,
    spectrum: LoadSpectrum,
    seen: Outlook,
    progress: Callable[[float], None] | None,
) -> tuple[tuple[str, ...], Array]:
    """Return causes, and their parts in the habit, today and at the end, over an ordinary walker.

    Every set of causes is one run of the same model, with the stimulus of the others left out; what
    everyday walking does is what is left when none of them is at work.
    """
    draws, today = case.draws, seen.calf.today_index
    profile = profile_of(spectrum, draws, (today, spectrum.n_days - 1), case.person, today)
    dose = dose_draws(spectrum, draws)
    before = profile.before.counts[None]
    felt = (
        stimulus_by_cause(profile.steps.counts, spectrum.classes, dose, profile.causes),
        stimulus_by_cause(before, spectrum.classes, dose, profile.causes)[:, :, 0],
    )
    values = _values(draws, profile)
    own = np.arange(len(draws))
    n_causes, done = len(profile.causes), 0

    def value(causes: tuple[int, ...]) -> Array:
        nonlocal done
        found = profile.only(felt, causes).volumes(values, own, habit=True)
        done += 1
        if progress:
            progress(min(done / n_runs(n_causes), 1.0))
        return found

    shares = shapley(value, n_causes, stream("orders of causes", draws.seed))
    walking = value(())[None] - 1
    whole = profile.only(felt, range(n_causes))
    last = [p.volumes(values, own, habit=True) for p in (whole, *around_profile(whole, seen))]
    mass, food = np.diff(np.stack(last), axis=0)
    names = (*(CAUSES[c] for c in profile.causes), CAUSES[EVERYDAY], MASS)
    if not food.any():
        return names, np.concatenate([shares, walking, mass[None]])
    return (*names, FOOD), np.concatenate([shares, walking, np.stack([mass, food])])


def _values(draws: Draws, profile: Profile) -> dict[str, Array]:
    """Return the personal parameters of a profile; what life added is told apart."""
    unknown = discrepancy_draws(draws)
    beyond = {discrepancy_key(CAUSES[c]): unknown[:, c] for c in profile.causes}
    return {**draws.values, **beyond, "discrepancy_past": np.zeros(len(draws))}


def n_runs(n_players: int) -> int:
    """Return how often :func:`shapley` asks for the worth of a set.

    >>> n_runs(3), n_runs(10)
    (8, 801)
    """
    if n_players > MOST_EXACT:
        return 1 + 2 * _SAMPLED_ORDERS * n_players
    return int(2**n_players)


def around_profile(profile: Profile, seen: Outlook) -> tuple[Profile, Profile]:
    """Return a profile with the body mass of an outlook, and with its food beside that.

    Parameters
    ----------
    profile
        Of the same draws, each its own member, in which neither changes.
    seen
        Whose circumstances are taken, as means over steps.
    """
    around, steps = seen.around, profile.steps
    edges = np.cumsum(steps.days).astype(int)
    n_days = int(edges[-1])
    begins = np.concatenate([[0], edges[:-1]])

    def mean(daily: ArrayLike) -> Array:
        by_day = np.atleast_2d(np.asarray(daily, dtype=float))
        whole = np.broadcast_to(by_day, (n_days, by_day.shape[1]))
        found: Array = (np.add.reduceat(whole, begins, axis=0) / steps.days[:, None]).T
        return found[:, :, None]  # (draws or 1, steps, 1)

    exponent = profile.members["body_mass_exponent"]
    lighter = mean(mass_setpoint(around.mass_ratio, body_mass_exponent=exponent))
    fed = mean(np.asarray(around.status) / profile.status)
    heavy = replace(steps, held=steps.held + lighter)
    return replace(profile, steps=heavy), replace(
        profile, steps=replace(heavy, fill=steps.fill * fed)
    )
