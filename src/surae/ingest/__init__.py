"""One small reader per format; a vendor's names die here."""
