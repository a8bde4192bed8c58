"""What every peer does: say what it is, then run so many steps at each line of stdin, and say how
long they took."""

import json
import sys
import time


def serve(about, step):
    """Runs steps on demand.

    about: what to print of this peer, a dictionary.
    step: runs one step and waits for its end.
    """
    step()  # whatever compiles, compiles now
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        begin = time.perf_counter()
        for _ in range(int(line)):
            step()
        print(time.perf_counter() - begin, flush=True)
