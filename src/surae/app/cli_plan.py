"""``surae plan``, ``surae plan export`` and ``surae replan``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from surae.app.cli_person import Flag, Paths, Who, day, known

if TYPE_CHECKING:
    from surae.app.plans import Made, Sources

plan = App(
    name="plan",
    help="Plan sessions for a goal within limits, and take them to a watch or calendar.",
)


@plan.default
def make(
    paths: Paths = None,
    /,
    *,
    goal: Literal["grow", "hold", "shrink"],
    by: str,
    change: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    muscle: Literal["calf", "TS", "MG", "LG", "SOL"] = "calf",
    side: Literal["left", "right"] | None = None,
    probability: float = 0.8,
    days: int = 3,
    minutes: float = 120.0,
    weekdays: str = "",
    equipment: str = "none",
    leave_out: str = "",
    keep: Path | None = None,
    tendon_week: float | None = None,
    tendon_session: float | None = None,
    damage_session: float | None = None,
    damage_carried: float | None = None,
    energy_deficit: float = 0.0,
    who: Who | None = None,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Plan sessions for a goal, within limits.

    Parameters
    ----------
    paths
        Files, folders or zip archives; without any, the store; without one, no log at all.
    goal
        grow, hold or shrink.
    by
        The last day, as 2026-10-18.
    change
        How much: 1cm of girth, 5% or 20cm3 of muscle; as much as possible if not given.
    muscle
        calf, or one muscle.
    side
        One leg only.
    probability
        How sure you want to be.
    days
        Most days with training in any seven.
    minutes
        Most minutes of training in any seven days.
    weekdays
        Days that may hold sessions, such as mon,wed,sat; any if not given.
    equipment
        Words with commas: none, step, dumbbells, band, seated machine, standing machine, leg press,
        stairs, hills, treadmill, sand.
    leave_out
        Kinds that you do not want: run, hills, stairs, sprint, calf_raise, hops.
    keep
        A protocol document of sessions that must stay, such as a race plan; your usual running as
        far as it fits if not given.
    tendon_week
        Most Achilles load in any seven days, as kilometers of easy running.
    tendon_session
        Most Achilles load on a day, as kilometers of easy running.
    damage_session
        Most micro-damage of a muscle on a day, in hard sets.
    damage_carried
        Most micro-damage of a muscle with what is not repaired from before, in hard sets.
    energy_deficit
        What you eat below need, in kcal a day.
    who
        For whom, and where what is known lies.
    out
        Folder for the plan as JSON and as a page.
    json
        Print everything as JSON.
    """
    from surae.app.plans import plan as run
    from surae.planning import Goal, Limits, parse_change, parse_equipment, parse_kinds

    amount, unit = parse_change(change, goal) if change else (None, _unit(muscle))
    wanted = Goal(
        direction=goal,
        by=day("by", by, "2026-10-18"),
        change=amount,
        unit=unit,
        target=muscle,
        probability=probability,
        side={"left": "L", "right": "R"}.get(side or ""),  # type: ignore[arg-type]
    )
    limits = Limits(
        days=days,
        minutes=minutes,
        weekdays=_weekdays(weekdays),
        equipment=parse_equipment(equipment.split(",")),
        disliked=parse_kinds(leave_out.split(",")),
        tendon_week=tendon_week,
        tendon_session=tendon_session,
        damage_session=damage_session,
        damage_carried=damage_carried,
        energy_deficit=energy_deficit,
    )
    return _show(run(_sources(paths, who), wanted, limits, keep), out, as_json=json)


def _unit(muscle: str) -> Any:
    """Return the unit of a goal that names no amount: a tape cannot read one muscle."""
    return "cm" if muscle in ("calf", "TS") else "%"


def _weekdays(text: str) -> tuple[int, ...]:
    from surae.errors import PlanError, nearest
    from surae.loading.schedule import WEEKDAYS

    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in WEEKDAYS:
            hint = nearest(word, WEEKDAYS) or f"; known: {', '.join(WEEKDAYS)}"
            raise PlanError(f"weekday {word!r} is unknown{hint}")
    return tuple(sorted({WEEKDAYS.index(word) for word in words}))


def _sources(paths: list[Path] | None, who: Who | None) -> Sources:
    from surae.app.plans import Sources
    from surae.app.store.place import place_in_use, store_place
    from surae.app.store_words import now

    who = who or Who()
    place = place_in_use(who.store, asked=not paths)
    if place is not None and who.store is None and not (place / "catalog.sqlite").exists():
        place = None if place == store_place(None) and not paths else place
    return Sources(
        person=known(who, place)[0],
        paths=tuple(paths or ()),
        store=place,
        today=who.day(),
        clock=date.fromisoformat(now()[:10]),
        seed=who.seed,
    )


def _show(made: Made, out: Path | None, *, as_json: bool) -> int:
    """Print a plan, and write it where a folder was given."""
    from surae.app.exports.page import page
    from surae.app.plan_words import amount, lines
    from surae.app.serial import dumps
    from surae.app.whole_files import write_files

    document = dumps(made.document()) + "\n"
    files = []
    if out:
        sessions = made.plan.sessions
        told = page(sessions, made.plan.wish.goal.words, [amount(s.activity) for s in sessions])
        files = write_files(out, {"plan.json": document, "plan.html": told})
    if as_json:
        sys.stdout.write(document)
        return 0
    sys.stdout.writelines(f"{line}\n" for line in lines(made))
    if files:
        sys.stdout.write("\nWritten:\n")
        sys.stdout.writelines(f"  {file}\n" for file in files)
    return 0


@plan.command
def export(
    *,
    to: Literal["fit", "ics", "intervals", "csv", "zwo", "page"],
    out: Path,
    plan: Path | None = None,
    store: Path | None = None,
    json: Flag = False,
) -> int:
    """Write the plan for a watch, a calendar or a training site.

    Parameters
    ----------
    to
        fit for watches, ics for calendars, intervals for intervals.icu, csv, zwo for treadmills, or
        page to print.
    out
        Folder to write into.
    plan
        A plan as `surae plan --json` printed it; the newest of the store if not given.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print what was written, and how each session arrives, as JSON.
    """
    from surae.app.plan_files import export_plan
    from surae.app.plans import stored_plan
    from surae.app.store.place import place_in_use

    place = place_in_use(store, asked=plan is None)
    done = export_plan(stored_plan(place, plan), to, out)
    if json:
        from surae.app.serial import dumps

        told = [
            {"uid": session.uid, "status": label.status, "lost": list(label.lost)}
            for session, label in done.labels
        ]
        document = {"files": [str(file) for file in done.files], "sessions": told}
        sys.stdout.write(dumps(document) + "\n")
        return 0
    for session, label in done.labels:
        sys.stdout.write(f"{session.uid} {session.title}: {label.words}\n")
    sys.stdout.write(f"\n{len(done.files)} file{'s' * (len(done.files) != 1)} in {out}\n")
    return 0


@plan.command(name="import")
def import_(
    files: Annotated[list[Path], Parameter(negative=(), name="FILE", allow_leading_hyphen=False)],
    /,
    *,
    plan: Path | None = None,
    today: str | None = None,
    seed: int = 1,
    store: Path | None = None,
    json: Flag = False,
) -> int:
    """Take sessions that you changed by hand as the next version of the plan.

    Parameters
    ----------
    files
        CSV files or FIT workouts that `surae plan export` wrote, or folders of them.
    plan
        The plan that they follow, as `surae plan --json` printed it; the newest of the store if
        not given.
    today
        The day to plan from; the last day of the log if not given.
    seed
        Seed of the random draws.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print everything as JSON.
    """
    from surae.app.plans import take

    who = Who(today=today, seed=seed, store=store)
    return _show(take(_sources(None, who), files, plan), None, as_json=json)


def replan(
    paths: Paths = None,
    /,
    *,
    plan: Path | None = None,
    keep: Path | None = None,
    who: Who | None = None,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Make the plan anew from what was done since: same goal, same limits, nothing crammed.

    Parameters
    ----------
    paths
        Files, folders or zip archives with all that was done; without any, the store.
    plan
        A plan as `surae plan --json` printed it; the newest of the store if not given.
    keep
        A protocol document of sessions that must stay from now on.
    who
        For whom, and where what is known lies.
    out
        Folder for the plan as JSON and as a page.
    json
        Print everything as JSON.
    """
    from surae.app.plans import replan as run

    return _show(run(_sources(paths, who), plan, keep), out, as_json=json)
