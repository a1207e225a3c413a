"""Plans: logs of sessions not yet done."""

from surae.planning.equipment import EQUIPMENT, parse_equipment, parse_kinds
from surae.planning.goal import Goal, parse_change
from surae.planning.habit import habit_weeks, repeat_habit
from surae.planning.limits import Limits, LimitUse
from surae.planning.plan import judged_plan, make_plan
from surae.planning.wish import Plan, Wish

__all__ = [
    "EQUIPMENT",
    "Goal",
    "LimitUse",
    "Limits",
    "Plan",
    "Wish",
    "habit_weeks",
    "judged_plan",
    "make_plan",
    "parse_change",
    "parse_equipment",
    "parse_kinds",
    "repeat_habit",
]
