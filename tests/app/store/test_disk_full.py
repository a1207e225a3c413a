"""A disk that fills up during an import: one line, and the store as whole as before."""

import os
import subprocess

import pytest


@pytest.fixture
def tiny(tmp_path):
    """Return a file system of its own with little room, and a function that enlarges it."""
    place = tmp_path / "tiny"
    place.mkdir()

    def mount(options, kind="tmpfs"):
        command = ["mount", "-t", kind, "-o", options, "tmpfs", str(place)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    if os.name != "posix" or os.geteuid() != 0 or not mount("size=1500k"):
        pytest.skip("only root can mount a small file system here")
    yield place, lambda: mount("remount,size=60m")
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_one_line_and_a_rerun_completes(surae, sample_athlete, tiny):
    place, enlarge = tiny
    store = place / "store"
    full = surae("import", sample_athlete, "--store", store)
    assert full.returncode == 1
    assert full.stderr.count("\n") == 1
    assert "is full" in full.stderr
    assert "sound" in surae("doctor", "--store", store).stdout
    assert enlarge()
    again = surae("import", sample_athlete, "--store", store)
    assert again.returncode == 0, again.stderr
    told = surae("doctor", "--store", store).stdout
    assert "99 files" in told
    assert "sound" in told
