"""Words of probability: the yardsticks of ICD 203 (2015) and of the UK's PHIA."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a yardstick: a word, its synonyms and the probabilities it stands for."""

    word: str
    low: float
    high: float
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A named scale of probability words, in rising order.

    Source: ODNI, Intelligence Community Directive 203 (2 January 2015), D.6.e(2)(a); UK
    Professional Head of Intelligence Assessment, Probability Yardstick.
    """

    name: str
    title: str
    bands: tuple[Band, ...]

    def band(self, word: str) -> Band | None:
        """Return the row that a word or a synonym of it names, or None.

        >>> ICD203.band("probable").word
        'likely'
        """
        for band in self.bands:
            if word == band.word or word in band.synonyms:
                return band
        return None

    def word(self, probability: float) -> str:
        """Return the word for a probability: half-open bands, nearest band within a gap.

        Under 1 % and over 99 % the numbers speak alone and the word is empty.

        >>> ICD203.word(0.83), ICD203.word(0.8), PHIA.word(0.22)
        ('very likely', 'very likely', 'highly unlikely')
        """
        if not 0.01 <= probability <= 0.99:
            return ""
        for band in self.bands:
            if band.low <= probability < band.high:
                return band.word
        return min(self.bands, key=lambda b: _distance(b, probability)).word


def _distance(band: Band, probability: float) -> float:
    return max(band.low - probability, probability - band.high, 0.0)


ICD203 = Yardstick(
    "icd203",
    "ICD 203 (2015)",
    (
        Band("almost no chance", 0.01, 0.05, ("remote",)),
        Band("very unlikely", 0.05, 0.20, ("highly improbable",)),
        Band("unlikely", 0.20, 0.45, ("improbable",)),
        Band("roughly even chance", 0.45, 0.55, ("roughly even odds",)),
        Band("likely", 0.55, 0.80, ("probable",)),
        Band("very likely", 0.80, 0.95, ("highly probable",)),
        Band("almost certain", 0.95, 0.99, ("nearly certain",)),
    ),
)
PHIA = Yardstick(
    "phia",
    "PHIA probability yardstick",
    (
        Band("remote chance", 0.0, 0.05),
        Band("highly unlikely", 0.10, 0.20),
        Band("unlikely", 0.25, 0.35),
        Band("realistic possibility", 0.40, 0.50),
        Band("likely", 0.55, 0.75, ("probable",)),
        Band("highly likely", 0.80, 0.90),
        Band("almost certain", 0.95, 1.0),
    ),
)
YARDSTICKS = {yardstick.name: yardstick for yardstick in (ICD203, PHIA)}
