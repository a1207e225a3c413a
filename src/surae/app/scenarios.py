"""Protocol documents brought to life: one simulated, or several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surae import __version__, evidence
from surae.adaptation.rules import RULES
from surae.app.person import assumed, person_from
from surae.errors import IngestError, nearest
from surae.inference import Outlook, Verdict, prior_draws, verdict
from surae.inference.calibrate import Posterior
from surae.inference.scenarios import extended, scenario_outlook, scenario_tissue
from surae.inference.tissue import Tissue
from surae.ingest import read_protocol, read_scenarios
from surae.ingest.trial import Scenarios as Document
from surae.records import MUSCLES, Arm, Cohort, Draws, Person, Recurring
from surae.units import DAYS_PER_WEEK, check

Array = NDArray[np.float64]
DEFAULT_WEEKS = 16.0
N_DRAWS = 500
CLAIM = "claim:"


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One way of doing things and what comes of it.

    Parameters
    ----------
    name
        As in the document.
    seen
        Muscle and girth, draw by draw.
    said
        Its last day in numbers.
    tissue
        Damage, swelling, protection and the tendon, on the days of ``seen``.
    """

    name: str
    seen: Outlook
    said: Verdict
    tissue: Tissue

    def volume_change(self, muscle: str) -> Array:
        """Return relative change since the start, shape (draws, days from the start on) [-].

        ``TS`` is the three muscles together.
        """
        calf, start = self.seen.calf, self.seen.calf.today_index
        if muscle != "TS":
            volume = self.seen.result.volume[MUSCLES.index(muscle)]
            of_one: Array = volume[:, start:] / volume[:, [start]] - 1
            return of_one
        now = calf.volume.sum(axis=0)
        change: Array = calf.volume_change.sum(axis=0)[:, start:] / now[:, None]
        return change

    @property
    def girth_change(self) -> Array:
        """Change since the start, shape (draws, days from the start on) [cm]."""
        return self.seen.calf.girth_change[:, self.seen.calf.today_index :]

    def since_start(self, days: Array) -> Array:
        """Return the days from the start on of something by day, days along the last axis."""
        return days[..., self.seen.calf.today_index :]

    def girth_of(self, swelling: Array) -> Array:
        """Return the girth that a swelling adds, shape (draws, days from the start on) [cm].

        Parameters
        ----------
        swelling
            Over muscle volume, shape (muscles, draws, days) [-].
        """
        calf = self.seen.calf
        per_volume = calf.girth_per_volume * calf.volume
        added: Array = np.einsum("md,mdt->dt", per_volume, self.since_start(swelling))
        return added


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """The log that scenarios go on from.

    Parameters
    ----------
    posterior
        What its readings taught.
    first_day, today
        Of the log.
    """

    posterior: Posterior
    first_day: date
    today: date


@dataclass(frozen=True, slots=True, eq=False)
class Scenarios:
    """Scenarios of one person, under the same draws.

    Parameters
    ----------
    person, assumed
        For whom, and what of the person was not given, as clauses.
    weeks
        How far ahead.
    scenarios
        In the order of the document.
    seed
        Of the draws.
    rule
        The dose rule.
    own
        The person's log; None where they are somebody of whom no log is known.
    """

    person: Person
    assumed: tuple[str, ...]
    weeks: float
    scenarios: tuple[Scenario, ...]
    seed: int
    rule: str = RULES[0]
    own: Own | None = None

    def difference(self, other: Scenario) -> Array:
        """Return girth under another scenario minus that under the first, by draw [cm]."""
        first: Array = self.scenarios[0].girth_change[:, -1]
        return other.girth_change[:, -1] - first

    def volume_difference(self, other: Scenario) -> Array:
        """Return relative change of the triceps surae minus that under the first, by draw [-]."""
        first: Array = self.scenarios[0].volume_change("TS")[:, -1]
        return other.volume_change("TS")[:, -1] - first

    @property
    def provenance(self) -> dict[str, Any]:
        """Say what the numbers came from."""
        return {
            "version": __version__,
            "evidence": evidence.RELEASE,
            "seed": self.seed,
            "draws": N_DRAWS,
            "rule": self.rule,
            **self._basis,
        }

    @property
    def _basis(self) -> dict[str, Any]:
        """Say whose parameters were used, and what was done before."""
        if self.own is None:
            return {"parameters": "prior", "readings_used": 0, "log": None}
        used = len(self.own.posterior.used)
        days = (self.own.first_day.isoformat(), self.own.today.isoformat())
        return {
            "parameters": "posterior" if used else "prior",
            "readings_used": used,
            "log": dict(zip(("first_day", "today"), days, strict=True)),
        }


def simulate(
    document: Path,
    given: Mapping[str, Any],
    weeks: float | None = None,
    seed: int = 1,
    rule: str = RULES[0],
) -> Scenarios:
    """Simulate a protocol document for a person who has only walked until then.

    Parameters
    ----------
    document
        A protocol.
    given
        What is known of the person; None where it is not.
    weeks
        How far ahead; until the document's last session ends if None, at least sixteen weeks
        where a session has no end.
    seed
        Of the draws.
    rule
        The dose rule, one of :data:`surae.adaptation.rules.RULES`.

    Raises
    ------
    IngestError
        If the document cannot be read.
    RecordError
        For a value that cannot be believed.
    """
    protocol = read_protocol(document)
    arm = Arm(
        name=protocol.name or document.stem,
        weeks=0.0,
        sessions=protocol.sessions,
        **asdict(protocol.everyday),
    )
    return _run([arm], (), given, weeks or _length(protocol.sessions), seed, rule)


def compare(
    document: Path,
    given: Mapping[str, Any],
    weeks: float | None = None,
    seed: int = 1,
    rule: str = RULES[0],
) -> Scenarios:
    """Simulate every scenario of a document for one person, under the same draws.

    Parameters
    ----------
    document
        Scenarios; ``claim:KEY`` names the document of a claim.
    given
        What is known of the person; goes before what the document says.
    weeks
        How far ahead; the longest of the document if None, else sixteen weeks.
    seed
        Of the draws.
    rule
        The dose rule, one of :data:`surae.adaptation.rules.RULES`.

    Raises
    ------
    IngestError
        If the document cannot be read.
    RecordError
        For a value that cannot be believed.
    """
    read = scenarios_of(document)
    people = read.people
    habit = people.habit if people else ()
    known = {**facts(people), "steps_per_day": read.steps_per_day}
    known |= {key: value for key, value in given.items() if value is not None}
    return _run(read.scenarios, habit, known, weeks_of(read, weeks), seed, rule)


def scenarios_of(document: Path) -> Document:
    """Return the scenarios of a document; ``claim:KEY`` names that of a claim.

    Raises
    ------
    IngestError
        If it cannot be read, or no claim is called so.
    """
    return read_scenarios(_place(document))


def weeks_of(read: Document, weeks: float | None) -> float:
    """Return how far scenarios look ahead: as asked, as far as the longest, or sixteen weeks."""
    return weeks or max(arm.weeks for arm in read.scenarios) or DEFAULT_WEEKS


def _run(
    arms: Sequence[Arm],
    habit: tuple[Recurring, ...],
    known: Mapping[str, Any],
    weeks: float,
    seed: int,
    rule: str,
) -> Scenarios:
    check("weeks", max(weeks, 1.0))
    person = person_from(known)
    draws = prior_draws(N_DRAWS, seed, rule)
    return Scenarios(
        person=person,
        assumed=assumed(known),
        weeks=weeks,
        scenarios=tuple(_scenario(extended(arm, weeks), habit, person, draws) for arm in arms),
        seed=seed,
        rule=rule,
    )


def _scenario(arm: Arm, habit: tuple[Recurring, ...], person: Person, draws: Draws) -> Scenario:
    seen = scenario_outlook(arm, habit, person, draws)
    beside = scenario_tissue(arm, habit, person, draws)
    return Scenario(arm.name, seen, verdict(seen), beside)


def facts(people: Cohort | None) -> dict[str, Any]:
    """Return what a document says of one person."""
    if people is None:
        return {}
    facts: dict[str, Any] = {k: getattr(people, k) for k in ("height", "mass", "age")}
    return facts if people.sex == "mixed" else {**facts, "sex": people.sex}


def _length(sessions: tuple[Recurring, ...]) -> float:
    """Return the weeks that a protocol asks for."""
    ends = [item.to_week for item in sessions]
    stated = [end for end in ends if end is not None]
    return max([*stated, *([DEFAULT_WEEKS] if None in ends or not ends else [])])


def claim_documents() -> dict[str, Traversable]:
    """Return the scenario documents of the claims, by key."""
    folder = files("surae.app") / "claim_documents"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    return {path.name.removesuffix(".toml"): path for path in paths}


def _place(document: Path) -> Path | Traversable:
    """Return where a document is; ``claim:KEY`` is the one of a claim."""
    if not str(document).startswith(CLAIM):
        return document
    key, known = str(document).removeprefix(CLAIM), claim_documents()
    if key not in known:
        hint = nearest(key, known) or f"; known: {', '.join(known)}"
        raise IngestError(str(document), f"no claim with scenarios is called {key!r}{hint}")
    return known[key]


def weekly(change: Array) -> Array:
    """Return 5, 50 and 95 % quantiles at the end of each week, the start first, (3, weeks + 1).

    A last part of a week counts as one.
    """
    n_days = change.shape[1]
    days = [*range(0, n_days, DAYS_PER_WEEK)]
    if days[-1] != n_days - 1:
        days.append(n_days - 1)
    found: Array = np.quantile(change[:, days], (0.05, 0.5, 0.95), axis=0)
    return found
