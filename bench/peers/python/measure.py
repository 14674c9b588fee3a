"""How long one operation takes: the procedure of ../measure.ts."""
import statistics
import time

BLOCK_SECONDS = 0.01
MIN_BLOCKS = 5


def measure(operation, workload, per_call=1):
    """Median time of `operation` in µs; with per_call > 1 each call is that many operations."""
    start = time.perf_counter()
    calls = 0
    while calls < MIN_BLOCKS or time.perf_counter() - start < workload["warmUpSeconds"]:
        operation()
        calls += 1
    calls_per_block = max(1, round(BLOCK_SECONDS / ((time.perf_counter() - start) / calls)))

    blocks = []
    measure_start = time.perf_counter()
    while len(blocks) < MIN_BLOCKS or time.perf_counter() - measure_start < workload["measureSeconds"]:
        start = time.perf_counter()
        for _ in range(calls_per_block):
            operation()
        blocks.append((time.perf_counter() - start) * 1e6 / (calls_per_block * per_call))
    return statistics.median(blocks)
