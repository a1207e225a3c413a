"""The page on an install without the extra that it needs."""

from __future__ import annotations

import subprocess
import sys


def test_without_its_extra_the_page_says_what_to_install(process_environment):
    code = (
        "import sys; sys.modules['starlette'] = None;"
        "sys.argv = ['surae', 'serve', '--no-browser'];"
        "from surae.app.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=process_environment,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("surae: the page needs the extra `web`")
    assert "Traceback" not in ran.stderr
