"""Plans: logs of sessions not yet done."""

from surae.planning.habit import habit_weeks, repeat_habit

__all__ = ["habit_weeks", "repeat_habit"]
