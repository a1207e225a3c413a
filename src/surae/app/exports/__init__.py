"""A plan as files that watches, calendars and training sites read.

Each target has a module that turns sessions into texts or bytes by file name; :mod:`labels` says
for each session and target whether all of it arrives, what is lost, or that it cannot be told.
"""
