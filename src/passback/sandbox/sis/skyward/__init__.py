"""A simulated Skyward: `app` is Qmlativ over OneRoster, `sms2` the older product's own interface."""
