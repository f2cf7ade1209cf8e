"""The command line: one module per command, named in the table of `cli/main.py`.

Prints what other rooms know. Reaches a school only through `run.app`.
"""
