"""The store: a Django app and its twin in memory. Takes and gives values, never models."""
