"""The random numbers of org.noisystudent.corruption.Draws, in place of those of numpy.

Gives the authors' functions the very draws that the Java program makes of a seed, so that the
pictures of both can be compared one by one.
"""

import numpy as np

STEP = np.uint64(0x9E3779B97F4A7C15)


class Draws:
    """SplitMix64; each distribution as Draws.java makes it."""

    def __init__(self, seed):
        self.seed = np.uint64(seed)
        self.drawn = 0

    def uniforms(self, count):
        number = np.arange(self.drawn + 1, self.drawn + count + 1, dtype=np.uint64)
        self.drawn += count
        with np.errstate(over="ignore"):
            z = self.seed + number * STEP
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def random(self, size):
        return self.uniforms(int(np.prod(size))).reshape(size)

    def uniform(self, low=0.0, high=1.0, size=None):
        if size is None:
            return low + (high - low) * self.uniforms(1)[0]
        return low + (high - low) * self.random(size)

    def randint(self, low, high=None, size=None):
        if high is None:
            low, high = 0, low
        if size is None:
            return low + int(self.uniforms(1)[0] * (high - low))
        return low + (self.random(size) * (high - low)).astype(np.int64)

    def normal(self, loc=0.0, scale=1.0, size=None):
        pairs = self.uniforms(2 * int(np.prod(size))).reshape(-1, 2)
        radius = np.sqrt(-2 * np.log(1 - pairs[:, 0]))
        return loc + scale * (radius * np.cos(2 * np.pi * pairs[:, 1])).reshape(size)

    def poisson(self, lam):
        mean = np.asarray(lam, dtype=np.float64)
        at = self.random(mean.shape)
        probability = np.exp(-mean)
        total = probability.copy()
        count = np.zeros(mean.shape)
        k = 0
        while True:
            more = (at >= total) & ((count < mean) | (probability > 1e-17))
            if not more.any():
                return count
            k += 1
            count[more] = k
            probability = np.where(more, probability * (mean / k), probability)
            total = np.where(more, total + probability, total)

    def replace_numpy(self):
        for name in ("uniform", "randint", "normal", "poisson"):
            setattr(np.random, name, getattr(self, name))
        np.random.default_rng = lambda *unused: self
