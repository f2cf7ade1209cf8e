"""Both sides of a course beside each other: values, then scores, line items and the whole."""
