"""One connector per SIS, named by its slug; `load.py` finds them."""
