"""The rational function of gelu: `python3 gelu.py 4 5` (degrees; numpy, mpmath) prints it.

G(t) = Phi(-t) e^(t^2/2), the tail of the normal distribution without its exponential, for
0 <= t <= 14.5, as P(t) / Q(t) with Q(0) = 1 and P(0) = 0.5. Least squares of P/(G Q) - 1, made
minimax by Lawson's weights; then coefficient by coefficient, from the highest, is rounded to
float and the rest fitted again.
"""
import sys
import mpmath as mp
import numpy as np

mp.mp.dps = 30
T_MAX = 14.5


def g(t):
    t = mp.mpf(float(t))
    return mp.erfc(t / mp.sqrt(2)) / 2 * mp.exp(t * t / 2)


def fit(t, v, dp, dq, fixed):
    """Coefficients p[0..dp], q[0..dq]; fixed maps an index of p ++ q to its value."""
    lawson = np.ones_like(t)
    q_prev = np.ones_like(t)
    # residual (P - G Q) / (G Q_prev)
    cols = np.column_stack([t**i for i in range(dp + 1)] + [-v * t**i for i in range(dq + 1)])
    free = [i for i in range(dp + dq + 2) if i not in fixed]
    best = None
    for step in range(400):
        w = np.sqrt(lawson) / (v * q_prev)
        rhs = -sum(fixed[i] * cols[:, i] for i in fixed) * w
        a = cols[:, free] * w[:, None]
        scale = np.abs(a).max(axis=0)
        sol = np.linalg.lstsq(a / scale, rhs, rcond=None)[0] / scale
        c = np.zeros(dp + dq + 2)
        c[free] = sol
        for i in fixed:
            c[i] = fixed[i]
        p = cols[:, : dp + 1] @ c[: dp + 1]
        q = -(cols[:, dp + 1 :] @ c[dp + 1 :]) / v
        err = np.abs(p / (q * v) - 1)
        if best is None or err.max() < best[0]:
            best = (err.max(), c)
        q_prev = q
        if step > 5:
            lawson *= err
            lawson = lawson / lawson.sum() + 1e-300
    return best


def main(dp, dq):
    theta = np.linspace(0, np.pi, 3001)
    s = (1 - np.cos(theta)) / 2  # dense near the ends, and near zero more so
    t = T_MAX * s**2
    v = np.array([float(g(x)) for x in t])
    fixed = {0: 0.5, dp + 1: 1.0}
    error, c = fit(t, v, dp, dq, fixed)
    print("real coefficients:", error)
    for i in [dp + 1 + j for j in range(dq, 0, -1)] + list(range(dp, 0, -1)):
        fixed[i] = float(np.float32(c[i]))
        if len(fixed) < dp + dq + 2:
            error, c = fit(t, v, dp, dq, fixed)
    c = np.array([fixed[i] for i in range(dp + dq + 2)])
    p = sum(c[i] * t**i for i in range(dp + 1))
    q = sum(c[dp + 1 + i] * t**i for i in range(dq + 1))
    print("float coefficients:", np.abs(p / (q * v) - 1).max())
    print("P", [x.hex() for x in map(float, c[: dp + 1])])
    print("Q", [x.hex() for x in map(float, c[dp + 1 :])])
    print(c)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
