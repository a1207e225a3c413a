"""How the gathered evidence becomes an evidence release, one module per kind of table.

What a table of the release says is read from the gathered files; what no program can tell from
their free text (which muscle a sentence is about, which study two rows share) was read by a person
and stands in ``readings/``. A number in a reading must occur in the text that it reads.
"""
