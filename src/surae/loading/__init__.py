"""A session becomes what each muscle and the tendon felt."""

from surae.loading.bouts import bouts, calf_raise
from surae.loading.schedule import schedule
from surae.loading.spectrum import activity_load, days_between, load_spectrum
from surae.loading.thigh import GroupLoad, thigh_beside_calf

__all__ = [
    "GroupLoad",
    "activity_load",
    "bouts",
    "calf_raise",
    "days_between",
    "load_spectrum",
    "schedule",
    "thigh_beside_calf",
]
