"""The store: what a person's files gave, kept safe and read again in a moment.

A folder with a catalog in SQLite, the originals by the hash of their content, and one Parquet file
for each recording. Each module does one thing: :mod:`place` finds the folder, :mod:`catalog` opens
it, :mod:`preparing` and :mod:`publishing` write, :mod:`copies` and :mod:`log` read.
"""
