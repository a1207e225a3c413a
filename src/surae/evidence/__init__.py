"""Studies and parameters as frozen, dated tables, with their reader, checks and citations."""
