"""Equal Shares with Add1 by pabutools, to be compared with `cargo run --release --example tally_bench`.

    pip install pabutools==1.2.3 gmpy2
    python pabutools_add1.py [--limit SECONDS] FILE.pb...

Prints, per file and utility: CPU seconds to merge equal ballots, CPU seconds of the count alone, and the selection.
"""

import argparse
import signal
import time

from pabutools.election import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    Cardinality_Sat,
    Cost_Sat,
    parse_pabulib,
)
from pabutools.fractions import frac
from pabutools.rules import method_of_equal_shares

USUAL = {"cumulative": Additive_Cardinal_Sat, "scoring": Additive_Cardinal_Sat, "ordinal": Additive_Borda_Sat}


def stop(*_):
    raise TimeoutError


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--limit", type=int, default=200, help="seconds after which a count is stopped")
    arguments.add_argument("files", nargs="+")
    given = arguments.parse_args()
    signal.signal(signal.SIGALRM, stop)
    for path in given.files:
        instance, profile = parse_pabulib(path)
        began = time.process_time()
        profile = profile.as_multiprofile()
        merged = time.process_time() - began
        usual = USUAL.get(instance.meta["vote_type"], Cost_Sat)
        for sat in (usual, Cardinality_Sat):
            signal.alarm(given.limit)
            began = time.process_time()
            try:
                chosen = method_of_equal_shares(instance, profile, sat_class=sat, voter_budget_increment=frac(1, 1))
                seconds = f"{time.process_time() - began:.6f}"
                names = ",".join(project.name for project in chosen)
            except TimeoutError:
                seconds, names = f">{given.limit}", "-"
            signal.alarm(0)
            name = path.rsplit("/", 1)[-1]
            print(f"{name}\t{sat.__name__}\t{merged:.6f}\t{seconds}\t{names}", flush=True)


main()
