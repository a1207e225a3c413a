"""Will running make my calves bigger? An answer for one person, with its range and reasons."""

__version__ = "0.1.0"
