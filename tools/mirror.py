"""The weekly dynamics and the readings of one person in JAX, for a peer to sample.

It computes what :meth:`surae.inference.calibrate.Problem.log_likelihood` computes, one point at a
time and with derivatives, for tape girth, thickness by ultrasound and volume by MRI. JAX is part
of the extra ``nuts``; nothing that a person runs needs it.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from surae import evidence
from surae.adaptation.turnover import kept_share
from surae.anatomy.shape import girth_section, roundness
from surae.anatomy.sizes import muscle_thickness
from surae.inference.calibrate import Problem
from surae.inference.likelihood import reading_kind
from surae.inference.priors import discrepancy_key
from surae.inference.profile import _NEEDED, PARTS
from surae.inference.sight import _FACTOR_NODES, METHOD_SCALES
from surae.records import CAUSES, MUSCLES
from surae.units import DAYS_PER_WEEK, MM_PER_CM

jax.config.update("jax_enable_x64", True)

_METHOD = {"SOL": "scale_thickness_soleus"}
_SIDES = {"L": (-1.0,), "R": (1.0,), None: (-1.0, 1.0)}


class Mirror:
    """One person's problem, as functions of JAX.

    Parameters
    ----------
    problem
        Whose readings are tape girths, thicknesses by ultrasound or volumes by MRI.
    members
        Which of the joint draws of what all people share are possible; the posterior is a mixture
        over them, each as likely.
    """

    def __init__(self, problem: Problem, members: np.ndarray) -> None:
        self.problem, self.members = problem, members
        self.sight, self.profile = problem.sight, problem.profile
        self.names = [unknown.name for unknown in problem.unknowns]
        self.root = jnp.asarray(problem.space._root)
        self.shared = self._shared()
        self.tail = evidence.parameter("reading_tail").mean

    def _shared(self) -> dict[str, Any]:
        """Return what depends on the member, members along the first axis."""
        rows, profile = self.members, self.profile
        names = (*_NEEDED, *METHOD_SCALES)
        found = {name: jnp.asarray(profile.members[name][rows]) for name in names}
        found["status"] = jnp.asarray(profile.status[rows])
        found["fill"] = jnp.asarray(profile.steps.fill[rows])
        found["held"] = jnp.asarray(profile.steps.held[rows])
        found["habit"] = jnp.asarray(profile.before.stimulus[rows])
        found["everyday"] = jnp.asarray(profile.before.everyday[rows])
        rate, part = profile.members["turnover_rate"][rows, None], profile.steps.days / PARTS
        times = (1.0, *(profile.members[name][rows, None] for name in ("regain_rate", "cast_rate")))
        kept = [kept_share(part, faster, turnover_rate=rate) for faster in times]
        found["kept"] = jnp.asarray(np.stack(kept, axis=-1))
        return found

    def values(self, point: jax.Array) -> tuple[dict[str, jax.Array], jax.Array]:
        """Return values by name of a point, and whether it lies within all bounds."""
        scores, found, inside = self.root @ point, {}, jnp.asarray(True)
        for k, unknown in enumerate(self.problem.unknowns):
            prior, (low, high) = unknown.prior, unknown.limits()
            inside &= (scores[k] >= low) & (scores[k] <= high)
            score = jnp.clip(scores[k], low, high)
            if prior.distribution == "uniform":
                share = jax.scipy.stats.norm.cdf(score)
                found[unknown.name] = prior.low + (prior.high - prior.low) * share
            elif prior.distribution == "lognormal":
                found[unknown.name] = prior.mean * jnp.exp(prior.sd * score)
            else:
                found[unknown.name] = prior.mean + prior.sd * score
        return found, inside

    def volumes(self, v: dict[str, Any], s: dict[str, Any]) -> jax.Array:
        """Return volume on the days of the profile under one member, shape (days, muscles)."""
        steps, beyond = self.profile.steps, self._beyond(v)
        response = jnp.stack([s[f"response_{m.lower()}"] for m in MUSCLES])
        aims = 1 + s["fill"] * response * v["gain"] * s["status"] + s["held"]
        aims += (jnp.asarray(steps.exposure) @ beyond)[:, None]
        start = self._start(v, s, response, beyond)

        def step(state: tuple[jax.Array, jax.Array], held: tuple[Any, ...]) -> Any:
            (now, largest), (aim, kept, cast) = state, held
            for _ in range(PARTS):
                now = aim + (now - aim) * _kept_part(now, aim, largest, cast, kept, s["regain_gap"])
                largest = jnp.maximum(now, largest)
            return (now, largest), now

        each = (aims, s["kept"], jnp.asarray(steps.cast))
        _, course = jax.lax.scan(step, (start, start), each)
        passed = jnp.asarray(self.profile.days) + 1.0
        past = v["discrepancy_past"] * -jnp.expm1(-s["turnover_rate"] * passed)
        return course[jnp.asarray(self.profile.ends)] + past[:, None]

    def _beyond(self, v: dict[str, Any]) -> jax.Array:
        keys = [discrepancy_key(CAUSES[cause]) for cause in self.profile.causes]
        return jnp.stack([v[key] for key in keys])

    def _start(
        self, v: dict[str, Any], s: dict[str, Any], response: jax.Array, beyond: jax.Array
    ) -> jax.Array:
        """Return the steady state of the habit, shape (muscles,)."""
        weekly = s["habit"] * v["habit_share"] / s["stimulus_scale"]
        growth = v["gain"] * response * -jnp.expm1(-weekly) * s["status"]
        made_up = (1 - s["everyday"]) * -jnp.expm1(-s["holding_ratio"] * weekly)
        own = jnp.stack([s["unloading_share_lg"] if m == "LG" else 1.0 for m in MUSCLES])
        lost = (s["setpoint_unloaded"] - 1) * own * (1 - s["everyday"] - made_up)
        minutes = jnp.asarray(self.profile.before.exposure) * v["habit_share"]
        return 1 + growth + lost + -jnp.expm1(-minutes / s["exposure_scale"]) @ beyond

    def log_likelihood(self, point: jax.Array) -> jax.Array:
        """Return how likely the readings are, members averaged over."""
        each = self.each_member(point)
        return jax.scipy.special.logsumexp(each) - math.log(len(self.members))

    def each_member(self, point: jax.Array) -> jax.Array:
        """Return how likely the readings are under each member, shape (members,)."""
        v, inside = self.values(point)
        each = jax.vmap(lambda s: self._one(v, s))(self.shared)
        return jnp.where(inside, each, -jnp.inf)

    def _one(self, v: dict[str, Any], s: dict[str, Any]) -> jax.Array:
        volume = self.volumes(v, s)
        ratio = volume / volume[self.sight._row[self.sight.today]]
        expected = jnp.stack([self._expected(k, v, s, ratio) for k in range(len(self.sight.told))])
        z = (self.sight.told - expected) / self.sight.spread
        constant = math.lgamma((self.tail + 1) / 2) - math.lgamma(self.tail / 2)
        constant -= math.log(self.tail * math.pi) / 2
        density = -(self.tail + 1) / 2 * jnp.log1p(z**2 / self.tail)
        likely = jnp.sum(constant - np.log(self.sight.spread) + density)
        return jnp.where((volume > 0).all(), likely, -jnp.inf)

    def _expected(self, k: int, v: dict[str, Any], s: dict[str, Any], ratio: jax.Array) -> Any:
        """Return what a reading should show."""
        reading, error, target = (
            self.sight.readings[k],
            self.sight.errors[k],
            self.sight._targets[k],
        )
        kind = reading_kind(reading)
        row = self.sight._row[target.day]
        change = ratio[row] - 1
        sides = [v["calf_size"] * jnp.exp(d * v["leg_difference"]) for d in _SIDES[target.side]]
        of = self._girth if target.quantity == "girth" else self._muscle
        size = sum(of(target, now, change, v, s) for now in sides) / len(sides)
        scale = error.scale + error.scale_sd * v.get(f"scale {kind}", 0.0)
        return scale * size + error.bias + error.bias_sd * v.get(f"bias {kind}", 0.0) + error.acute

    def _muscle(self, target: Any, now: Any, change: Any, v: Any, s: Any) -> Any:
        if target.structure == "TS":
            parts = [self._volume(m, now, change, v) for m in MUSCLES]
            return sum(parts[1:], start=parts[0])
        muscle, length = target.structure, self.sight._shape.shank_length
        if target.quantity == "volume":
            return self._volume(muscle, now, change, v)
        # Thickness goes as the root of volume.
        one = float(muscle_thickness(muscle, 1.0, length))
        volume = self._volume(muscle, now, jnp.zeros(len(MUSCLES)), v)
        scale = s[_METHOD.get(muscle, "scale_thickness_gastrocnemius")]
        grown = 1 + scale * change[MUSCLES.index(muscle)]
        return one * jnp.sqrt(volume) * jnp.exp(v[f"thickness_spread {muscle}"]) * grown

    def _volume(self, muscle: str, now: Any, change: Any, v: Any) -> Any:
        index = MUSCLES.index(muscle)
        own = jnp.exp(v.get(f"muscle_share {muscle}", 0.0))
        return self.sight._shape.volume[index] * now * own * (1 + change[index])

    def _girth(self, target: Any, now: Any, change: Any, v: Any, s: Any) -> Any:
        sight, mean = self.sight, evidence.parameter("section_per_volume").mean
        around = jnp.interp(now, jnp.asarray(_FACTOR_NODES), jnp.asarray(sight._around))
        volume = sight._shape.volume[: len(MUSCLES)] * now * change
        section = jnp.asarray(girth_section(sight._shape.shank_length))
        grown = section @ volume * v["section_per_volume"] / mean
        area = (around / roundness()) ** 2 / (4 * math.pi) + grown
        weeks = max(sight.today - target.day, 0) / DAYS_PER_WEEK
        drift = v["fat_drift"] * math.sqrt(weeks / evidence.parameter("drift_weeks").mean)
        fat = 2 * math.pi * (v["calf_fat"] + drift) / MM_PER_CM
        return roundness() * 2 * jnp.sqrt(math.pi * jnp.maximum(area, 1e-9)) + fat


def _kept_part(now: Any, aim: Any, largest: Any, cast: Any, kept: Any, gap: Any) -> Any:
    """Return the share of the distance to the setpoint that is kept over a part of a step."""
    usual, regaining, in_cast = kept
    regains = (aim > now) * jnp.minimum((largest - now) / gap, 1.0)
    own = usual + (regaining - usual) * regains
    return own + (in_cast - own) * cast
