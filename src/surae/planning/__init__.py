"""Plans: logs of sessions not yet done."""
