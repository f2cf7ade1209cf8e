"""Proves each message of the SIS Error Code Dictionary: one JSON line per message on stdout.

    {"sis", "title", "voice", "call", "status", "said", "state", "flip": {"path", "from", "to"}, "then"}

A school is planted with the cause; the call is refused, and the dictionary knows the words. The one value at
`path` is changed, and the very same call is `"accepted"`. `injected`: the cause is a fault put in on purpose.
`reason`: no rule can cause this message, and why. What is counted goes to stderr.

Exit: 0 every message has its line and every proof holds; 1 some have not.
"""

import json
import sys

from proofs.all_of_them import lines, messages


def main() -> int:
    """Print the lines."""
    wanted, shown = len(messages()), 0
    injected = named = wrong = 0
    for line, made in lines():
        print(json.dumps(line, ensure_ascii=False))
        shown += 1
        if made is None:
            named += 1
        elif not made.is_whole or made.left:
            wrong += 1
        else:
            injected += made.proof.injected
    proved = shown - named - wrong - injected
    counted = f"{wanted} messages: {proved} said by a rule, {injected} by an injected fault, {named} named"
    counted += f"; {wrong} proofs do not hold" if wrong else ""
    counted += f"; {wanted - shown} have no line" if wanted > shown else ""
    print(counted, file=sys.stderr)
    return 1 if wrong or wanted > shown else 0


if __name__ == "__main__":
    sys.exit(main())
