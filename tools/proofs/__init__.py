"""For each message of the SIS Error Code Dictionary, the school in which a rule says it, one file per SIS."""
