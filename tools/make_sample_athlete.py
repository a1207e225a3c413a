"""Make the sample athlete: runs, gym log, tape readings and the truth behind them.

    python tools/make_sample_athlete.py [--out DIR] [--weeks FIRST LAST]

The same bytes come out each time. With ``--weeks`` only the activities of those weeks are written,
each as in the whole; the gym log, the readings and the truth are always those of all weeks.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from sample_calendar import PlannedRun, planned_runs
from sample_files import climbed, files_of
from sample_gym import hevy_csv, workouts
from sample_log import true_log
from sample_person import FIRST_DAY, N_WEEKS, PERSON, SEED, TODAY
from sample_running import Course, run_course
from sample_tape import ERROR_SD, measurements_csv
from sample_truth import truth_document

OUT = Path(__file__).resolve().parents[1] / "src" / "surae" / "app" / "sample_athlete"

_README = """# The sample athlete

An invented {sex} runner of {age} years, {height} m, {mass} kg, who walks {steps:.0f} steps a day.
`tools/make_sample_athlete.py` made these files from seed {seed}; running it again gives the same
bytes. No person and no real place is in them: the runs lie in the open ocean.

- `files/activities/`: {runs} runs from {first} to {today} in {files} files. Level runs and a
  long run each week, hill repeats on Thursdays, a treadmill block in weeks 3 to 5, an illness in
  week 15, a trail run in week 20. The watch wrote FIT, part of it packed, mostly at irregular
  seconds. A phone wrote GPX: {alone} runs came from it alone, {doubles} from the watch too, so they
  count once. Positions drop out now and then; no file is damaged.
- `files/gym.csv`: {visits} visits from week 9 on, in the columns of a Hevy export, times in UTC:
  standing and seated calf raises, bench press and rows.
- `files/measurements.csv`: twelve readings with a tape, six of each calf, with an error of
  {error} cm (SD) each.
- `truth.json`: the true parameters, the true girth on the last day and its true change over
  the next {ahead} weeks if the habit of the last eight weeks goes on.
"""


def main() -> None:
    """Write the sample athlete and print its runs."""
    parser = argparse.ArgumentParser(description="Make the sample athlete.")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write, replaced")
    parser.add_argument("--weeks", type=int, nargs=2, default=(1, N_WEEKS), metavar="WEEK")
    options = parser.parse_args()
    n_bytes = make(options.out, options.weeks[0], options.weeks[1])
    print(f"{n_bytes / 1e6:.2f} MB in {options.out}")


def make(out: Path, first_week: int = 1, last_week: int = N_WEEKS) -> int:
    """Write the sample athlete to ``out`` and return the number of bytes."""
    if out.exists() and any(out.iterdir()) and not (out / "truth.json").exists():
        raise SystemExit(f"{out} holds other files; name an empty folder with --out")
    runs = [(run, run_course(run)) for run in planned_runs()]
    texts = _texts(runs)
    shutil.rmtree(out, ignore_errors=True)
    (out / "files" / "activities").mkdir(parents=True)
    for run, course in runs:
        if first_week <= run.week <= last_week:
            contents = files_of(run, course)
            for name, content in contents.items():
                (out / "files" / "activities" / name).write_bytes(content)
            print(_line(run, course))
    for name, text in texts.items():
        (out / name).write_bytes(text.encode())
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _texts(runs: list[tuple[PlannedRun, Course]]) -> dict[str, str]:
    """Return the files beside the activities."""
    visits = workouts()
    log = true_log(runs, visits)
    truth = truth_document(log)
    phone = [run for run, _ in runs if len(run.files) == 1 and ".gpx" in run.files[0]]
    readme = _README.format(
        sex=PERSON.sex, age=PERSON.age, height=PERSON.height, mass=PERSON.mass,
        steps=PERSON.steps_per_day, seed=SEED, first=FIRST_DAY, today=TODAY, runs=len(runs),
        files=sum(len(run.files) for run, _ in runs), alone=len(phone),
        doubles=sum(len(run.files) > 1 for run, _ in runs), visits=len(visits), error=ERROR_SD,
        ahead=truth["weeks_ahead"],
    )  # fmt: skip
    return {
        "files/gym.csv": hevy_csv(visits),
        "files/measurements.csv": measurements_csv(log),
        "truth.json": json.dumps(truth, indent=2) + "\n",
        "README.md": readme,
    }


def _line(run: PlannedRun, course: Course) -> str:
    """Return a line of the table: week, kind, distance, time, ascent, files."""
    kilometers, minutes = course.distance[-1] / 1000, len(course) / 60
    ascent = climbed(course.altitude)[0]
    return (
        f"{run.week:2d}  {run.kind:9s} {kilometers:5.1f} km {minutes:4.0f} min {ascent:4.0f} m"
        f"  {', '.join(run.files)}"
    )


if __name__ == "__main__":
    main()
