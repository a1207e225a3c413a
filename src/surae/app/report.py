"""The report: one self-contained page, and the files beside it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from surae import __version__, evidence
from surae.app import numbers, words
from surae.app.answer import Answer
from surae.app.calf_picture import calf_panels
from surae.app.calf_view import view_of_answer
from surae.app.figures import girth_picture
from surae.app.serial import answer_json, dumps
from surae.errors import SuraeError
from surae.records import Interval

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Will my calves grow?</title><style>
:root{{color-scheme:light dark}}
body{{background:#faf8f4;color:#1d1f23;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
sans-serif;margin:0 auto;
max-width:46rem;padding:1.5rem 1rem 3rem}}
h1{{font:500 2.1rem/1.2 "Iowan Old Style",Palatino,Charter,Georgia,serif}}h2{{font-size:1.1rem;
margin:1.8rem 0 .4rem}}
.lead{{font-size:1.1rem}}svg{{width:100%;height:auto;border-radius:8px}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;padding:.3rem .6rem .3rem 0;
border-bottom:1px solid #8884}}td.n,th.n{{text-align:right;font-variant-numeric:tabular-nums}}
small{{opacity:.75}}ul{{padding-left:1.2rem}}details{{margin:.4rem 0}}
.panels{{display:grid;gap:.6rem;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr))}}
@media(prefers-color-scheme:dark){{body{{background:#141518;color:#ece9e3}}}}
@media print{{body{{background:#fff!important;
color:#1d1f23!important}}:root{{color-scheme:light}}body{{max-width:none;padding:0;
font-size:10.5pt}}
h1{{font-size:18pt}}h2{{break-after:avoid}}svg,table,li{{break-inside:avoid}}
details{{display:block}}details>summary{{list-style:none}}}}@page{{margin:16mm}}
</style></head><body>
<h1>Will my calves grow?</h1>
<p class="lead">{verdict}</p>
{picture}
<p>{visible}</p>
<h2>What causes it</h2>
<table><tr><th>cause</th><th class="n">girth, cm</th><th class="n">90 % range</th></tr>
{causes}</table>
<h2>Per muscle</h2>
<table><tr><th>muscle</th><th class="n">volume, cm³</th><th class="n">90 % range</th></tr>
{muscles}</table>
<h2>Muscle, fat and body mass</h2>{body}
<h2>What the last {habit_weeks} weeks gave beside it</h2>{gave}
<h2>Your calf from inside</h2><div class="panels">{calf}</div>
<h2>Calf and thigh</h2><p>{thigh}</p>
<h2>What would change it</h2><p>{change}</p>
<h2>What was read</h2><p>{read}</p>{skipped}
<h2>How far to trust it</h2><ul>{caveats}</ul>
<h2>Sources</h2>
<details open><summary>{n_sources} sources used</summary><ul>{sources}</ul></details>
<p><small>surae {version}, evidence {evidence}, seed {seed}</small></p>
</body></html>
"""

_MUSCLES = {"MG": "medial gastrocnemius", "LG": "lateral gastrocnemius", "SOL": "soleus"}


def report_page(answer: Answer) -> str:
    """Return an answer as one self-contained HTML page."""
    said, log = answer.verdict, answer.log
    return _PAGE.format(
        verdict=_text(words.verdict_sentence(answer)),
        picture=picture(answer),
        calf="".join(calf_panels(view_of_answer(answer))),
        visible=_text(words.visible_sentence(answer)),
        causes="".join(_row(name, part, 2) for name, part in words.cause_rows(answer)),
        muscles="".join(_row(_MUSCLES[m], part, 1) for m, part in said.by_muscle.items()),
        body=_paragraphs(words.body_sentences(answer)),
        gave=_paragraphs(words.gave_sentences(answer)),
        habit_weeks=answer.habit_weeks,
        thigh=_text(words.thigh_sentence(answer)),
        change=_text(words.change_sentence(answer)),
        read=escape(words.read_sentence(answer)),
        skipped=_skipped([f"{s.file}: {s.reason}" for s in log.skipped]),
        caveats="".join(f"<li>{escape(note)}</li>" for note in words.caveats(answer)),
        sources="".join(f"<li>{escape(line)}</li>" for line in evidence.cite(answer.sources)),
        n_sources=len(answer.sources),
        version=__version__,
        evidence=evidence.RELEASE,
        seed=answer.question.seed,
    )


def picture(answer: Answer) -> str:
    """Draw an answer's girth, history and forecast."""
    return girth_picture(answer.calf, answer.log.measurements, words.verdict_sentence(answer))


def write_report(answer: Answer, folder: Path) -> list[Path]:
    """Write ``answer.html``, ``answer.svg`` and ``answer.json`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "answer.html": report_page(answer),
        "answer.svg": picture(answer),
        "answer.json": dumps(answer_json(answer)) + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def write_page(answer: Answer, path: Path) -> None:
    """Write the page alone.

    Raises
    ------
    SuraeError
        If it cannot be written; nothing is left.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, report_page(answer))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SuraeError(f"{path} cannot be written: {reason}; name another --out") from None


def write_whole(path: Path, text: str) -> None:
    """Write a text file beside its place and move it there, so that it is never half there."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)


def _row(name: str, part: Interval, digits: int) -> str:
    low, high = numbers.signed(part.low, digits), numbers.signed(part.high, digits)
    middle = numbers.signed(part.median, digits)
    cells = f'<td class="n">{middle}</td><td class="n">{low} to {high}</td>'
    return f"<tr><td>{escape(name)}</td>{cells}</tr>"


def _text(sentence: str) -> str:
    """Escape a sentence and keep numbers with their units."""
    kept = escape(sentence)
    for unit in ("%", "cm", "cm³"):
        kept = kept.replace(f" {unit}", f"&nbsp;{unit}")
    return kept


def _paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{_text(sentence)}</p>" for sentence in sentences)


def _skipped(lines: list[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<details><summary>What was skipped, and why</summary><ul>{items}</ul></details>"
