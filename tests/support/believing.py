"""A planted fault: one function of the product with one piece of its text replaced, for a while."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def believing(function: Callable[..., Any], old: str, new: str) -> Iterator[None]:
    """The function behaves as if its text read `new` where it reads `old`, for whoever calls it."""
    module = sys.modules[function.__module__]
    text, whole = inspect.getsource(function), inspect.getsource(module)
    assert text.count(old) == 1, f"{function.__qualname__} has {old!r} {text.count(old)} times"
    made: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(whole.replace(text, text.replace(old, new)), str(module.__file__), "exec"), made)  # noqa: S102
    held: Any = made[function.__qualname__.partition(".")[0]]
    for name in function.__qualname__.split(".")[1:]:
        held = getattr(held, name)
    code = function.__code__
    function.__code__ = held.__code__
    try:
        yield
    finally:
        function.__code__ = code
