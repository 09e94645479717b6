#!/usr/bin/env python3
"""Writes the NumPy files that the tests of rnn read, under its src/test/resources.

Run with Python 3 and NumPy (Debian: apt-get install python3-numpy; 1.24 wrote those there are):

    python3 test-vectors/src/main/python/numpy_files.py [FOLDER]

The values are listed in NumpyFilesTest once more. The same version of NumPy gives the same files.
"""

import pathlib
import sys

import numpy as np
from numpy.lib import format as npy

TYPES = {
    "b1": [True, False, True, True, False, False],
    "i1": [-128, -1, 0, 1, 2, 127],
    "u1": [0, 1, 127, 128, 200, 255],
    "i2": [-(2**15), -1, 0, 1, 2, 2**15 - 1],
    "u2": [0, 1, 2**15 - 1, 2**15, 2**16 - 2, 2**16 - 1],
    "i4": [-(2**31), -1, 0, 1, 2, 2**31 - 1],
    "u4": [0, 1, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1],
    "i8": [-(2**63), -1, 0, 1, 2, 2**63 - 1],
    "u8": [0, 1, 2**63 - 1, 2**63, 2**64 - 2, 2**64 - 1],
    "f2": [0.5, -0.0, -2, 65504, 2**-24, np.inf],
    "f4": [0.1, -0.0, -np.inf, np.nan, 2**-149, 2**128 - 2**104],
    "f8": [0.1, -0.0, np.nan, np.inf, 2**-1074, 2**1023],
}


def arrays():
    """Each type in both orders of bytes, and all that shapes may be."""
    for code, values in TYPES.items():
        yield code, np.array(values, dtype="<" + code).reshape(2, 3)
        if np.dtype(code).itemsize > 1:
            yield code + "-big", np.array(values, dtype=">" + code).reshape(2, 3)
        yield code + "-fortran", np.asfortranarray(np.array(values, dtype="<" + code).reshape(2, 3))
    yield "deep", np.asfortranarray(np.arange(24, dtype=">i2").reshape(2, 3, 4))
    yield "single", np.array(3.25, dtype="<f4")
    yield "one", np.arange(3, dtype="<f4")
    yield "empty", np.zeros((2, 0, 3), dtype="<f4")
    yield "../é", np.zeros((1, 1), dtype="<i8")


def main():
    default = pathlib.Path(__file__).parents[4] / "rnn/src/test/resources/dev/cellwise/rnn/file"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "stored.npz", **dict(arrays()))
    np.savez_compressed(folder / "deflated.npz", **dict(arrays()))
    np.savez(folder / "none.npz")
    for version in (1, 2, 3):
        with open(folder / f"version{version}.npy", "wb") as out:
            npy.write_array(out, np.arange(6, dtype="<f4").reshape(2, 3), version=(version, 0))
    np.save(folder / "objects.npy", np.array([{}, None], dtype=object))
    np.save(folder / "fields.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
    np.save(folder / "text.npy", np.array(["a", "bc"]))
    np.save(folder / "complex.npy", np.zeros(2, dtype="<c8"))
    np.savez(folder / "objects.npz", a=np.zeros(1), b=np.array([{}], dtype=object))


if __name__ == "__main__":
    main()
