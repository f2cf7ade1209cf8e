"""The laws' own asserts say what they saw."""

import pytest

pytest.register_assert_rewrite("hostile_laws")
