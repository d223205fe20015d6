"""Limited-memory BFGS: the least of a smooth function of many numbers.

Source: Nocedal & Wright 2006, Numerical Optimization, algorithms 7.4 and 7.5.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Point = npt.NDArray[np.float32]
Slope = Callable[[Point], tuple[float, Point]]

REMEMBERED, ENOUGH, SHORTEST = 8, 1e-4, 1e-6


def least(slope: Slope, begin: Point, rounds: int, close: float = 1e-5) -> Point:
    """Where the function is least, or as near as so many rounds come. `slope` gives its value and its gradient.

    It ends earlier where a round lowers the value by less than `close` of itself.
    """
    at, (value, gradient) = begin, slope(begin)
    past: list[tuple[Point, Point]] = []
    for _ in range(rounds):
        direction = _direction(gradient, past)
        step, fall = 1.0, float(np.vdot(gradient, direction))
        while step > SHORTEST:
            there = (at - np.float32(step) * direction).astype(np.float32)
            lower, turned = slope(there)
            if lower <= value - ENOUGH * step * fall:
                break
            step /= 2
        else:
            break
        past = [*past[1 - REMEMBERED :], (there - at, turned - gradient)]
        at, gradient, before, value = there, turned, value, lower
        if before - value < close * abs(before):
            break
    return at


def _direction(gradient: Point, past: list[tuple[Point, Point]]) -> Point:
    found = gradient.astype(np.float32, copy=True)
    shares = []
    for moved, turned in reversed(past):
        share = float(np.vdot(moved, found)) / _over(moved, turned)
        found -= np.float32(share) * turned
        shares.append(share)
    if past:
        found *= np.float32(_over(*past[-1]) / max(float(np.vdot(past[-1][1], past[-1][1])), 1e-30))
    else:
        found /= np.float32(max(float(np.sqrt(np.vdot(found, found))), 1e-30))
    for (moved, turned), share in zip(past, reversed(shares), strict=True):
        found += moved * np.float32(share - float(np.vdot(turned, found)) / _over(moved, turned))
    return found


def _over(moved: Point, turned: Point) -> float:
    return max(float(np.vdot(moved, turned)), 1e-20)
