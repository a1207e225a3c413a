"""The shell: use cases, command line, words, figures and reports."""
