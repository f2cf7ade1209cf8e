"""The site, the HTTP API, sign-in and LTI: to come.

Will know pages and people; may reach a school only through `run.app`, and never the sandbox.
"""
