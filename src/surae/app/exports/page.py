"""A plan on one page that prints well."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from surae.app.plan_words import day_words
from surae.planning.candidates import KINDS
from surae.records import Planned

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
body{{font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;margin:0 auto;
max-width:56rem;padding:1rem}}
h1{{font-size:1.3rem}}h2{{font-size:1rem;margin:1.2rem 0 .3rem}}
table{{border-collapse:collapse;width:100%}}
th,td{{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #999}}
td.n,th.n{{text-align:right}}section{{break-inside:avoid}}small{{color:#555}}
@media print{{body{{font-size:10pt;padding:0}}}}
</style></head><body>
<h1>{title}</h1>
{weeks}
<p><small>A forecast from published averages, not medical advice; load limits do not prevent
injury.</small></p>
</body></html>
"""


def page(sessions: Sequence[Planned], title: str, amounts: Sequence[str]) -> str:
    """Return sessions as a page, a table for each week from the first session on.

    Parameters
    ----------
    sessions, amounts
        By day, and how much of each in words.
    title
        The goal.
    """
    weeks: dict[int, list[str]] = {}
    for session, amount in zip(sessions, amounts, strict=True):
        week = (session.day - sessions[0].day).days // 7
        weeks.setdefault(week, []).append(_row(session, amount))
    told = "".join(_section(week, rows) for week, rows in weeks.items())
    return _PAGE.format(title=escape(title), weeks=told or "<p>No sessions.</p>")


def _section(week: int, rows: Sequence[str]) -> str:
    head = (
        "<tr><th>day</th><th>session</th><th>how much</th>"
        '<th class="n">min</th><th>why</th><th>done</th></tr>'
    )
    return f"<section><h2>Week {week + 1}</h2><table>{head}{''.join(rows)}</table></section>\n"


def _row(session: Planned, amount: str) -> str:
    cells = (
        day_words(session.day),
        session.title or KINDS[type(session.activity)],
        amount,
    )
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return (
        f'<tr>{told}<td class="n">{session.minutes:g}</td>'
        f"<td>{escape(session.reason)}</td><td>☐</td></tr>\n"
    )
