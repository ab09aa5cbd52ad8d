"""Reads one event file as TensorBoard does, for test/bench/store/tensorboard-peer.ts.

Prints one JSON object: the version, the scalars read and the seconds it took. Without TensorFlow, TensorBoard reads
records by its own Python; that is what a plain `pip install tensorboard` gives.
"""

import json
import sys
import time

import tensorboard
from tensorboard.backend.event_processing import event_file_loader

start = time.perf_counter()
steps, values = [], []
for event in event_file_loader.EventFileLoader(sys.argv[1]).Load():
    for value in event.summary.value:
        steps.append(event.step)
        # Load() has turned simple_value into a tensor, as for every plugin's data.
        values.append(value.tensor.float_val[0] if value.HasField("tensor") else value.simple_value)
seconds = time.perf_counter() - start
print(json.dumps({"version": tensorboard.__version__, "scalars": len(values), "last": values[-1], "seconds": seconds}))
