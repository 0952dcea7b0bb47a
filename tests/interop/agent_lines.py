"""What the agents have to say: one JSON object a line on standard output, which nothing else may write to."""
import json
import sys

LINES = sys.stdout
# slixmpp 1.8.3 prints while it joins a room.
sys.stdout = sys.stderr


def say(kind, **fields):
    print(json.dumps({"event": kind, **fields}), file=LINES, flush=True)
