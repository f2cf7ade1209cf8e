"""What holds for all tests: the garbage collector looks less often.

Each test makes a school of a hundred thousand objects and drops it; looking through all that lives at every
turn took a third of the time.
"""

import gc

gc.set_threshold(200_000, 20, 100)
