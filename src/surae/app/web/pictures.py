"""Figures inside a page: their style comes from the page, so that they follow its colors."""

from __future__ import annotations

import re

from markupsafe import Markup

from surae.app import words
from surae.app.answer import Answer
from surae.app.calf_picture import calf_panels
from surae.app.calf_view import view_of_answer
from surae.app.figures import girth_picture
from surae.app.web.display import Display

_STYLE = re.compile(r"<style>.*?</style>|\sstyle=\"[^\"]*\"|\sstyle='[^']*'", re.DOTALL)


def bare(svg: str) -> Markup:
    """Return a picture of surae without the style that it carries for use by itself.

    >>> str(bare('<svg style="x"><style>.a{}</style><g class="a"/></svg>'))
    '<svg><g class="a"/></svg>'
    """
    return Markup(_STYLE.sub("", svg))  # noqa: S704 (made by surae, with its texts escaped)


def girth_pictures(answer: Answer, shown: Display) -> dict[str, Markup]:
    """Return the girth over time, for a screen and for a phone."""
    said = words.verdict_sentence(answer)
    return {
        name: bare(
            girth_picture(
                answer.calf,
                answer.log.measurements,
                said,
                narrow=name == "narrow",
                inches=shown.imperial,
            )
        )
        for name in ("wide", "narrow")
    }


def panels(answer: Answer) -> list[Markup]:
    """Return the parts of the picture of a calf."""
    return [bare(panel) for panel in calf_panels(view_of_answer(answer))]
