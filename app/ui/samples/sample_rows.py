"""What the list shows of a kept sample. Made on the keeper's thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from app.errors import SampleAbsentError, SamplesDamagedError

if TYPE_CHECKING:
    from app.samples import Accuracy, Filter, Sample, Samples

PICTURE = 64  # pixels: of each of the two pictures, on the screen
_DENSEST = 2  # pixels of a screen in one of ours


@dataclass(frozen=True, eq=False)
class Row:
    """asked: whether a network answered; drawn: whether there are strokes; input: grey, as it was; picture: small

    The rest is as in `Sample`.
    """

    number: int
    source: str
    time: float
    answer: Optional[int]
    confidence: float
    correction: Optional[int]
    asked: bool
    drawn: bool
    engine: str
    model: str
    input: QImage
    picture: QImage

    @property
    def right(self) -> Optional[bool]:
        """Whether the answer was what the person said; None where nobody did, or nothing answered."""
        return self.answer == self.correction if self.asked and self.correction is not None else None


@dataclass(frozen=True)
class Listing:
    """numbers: of the samples that are listed, newest first; total, uncorrected: of all that are kept"""

    numbers: tuple[int, ...]
    total: int
    uncorrected: int
    accuracy: Accuracy


def list_all(which: Filter, samples: Samples) -> Listing:
    from app.samples import Filter

    uncorrected = samples.count(Filter(corrected=False))
    return Listing(tuple(samples.numbers(which)), samples.count(), uncorrected, samples.accuracy())


def load(numbers: Iterable[int], samples: Samples) -> Mapping[int, Optional[Row]]:
    """By number; None: it is damaged. One that was deleted meanwhile is left out."""
    rows: dict[int, Optional[Row]] = {}
    for number in numbers:
        try:
            rows[number] = _row(samples.get(number))
        except SampleAbsentError:
            continue
        except SamplesDamagedError:
            rows[number] = None
    return rows


def _row(sample: Sample) -> Row:
    height, width = sample.input.shape
    pixels = QImage(sample.input.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
    picture = QImage.fromData(sample.picture)
    largest = QSize(_DENSEST * PICTURE, _DENSEST * PICTURE)
    if picture.width() > largest.width() or picture.height() > largest.height():
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = picture.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    return Row(
        number=sample.number or 0,
        source=sample.source,
        time=sample.time,
        answer=sample.answer,
        confidence=sample.confidence,
        correction=sample.correction,
        asked=bool(sample.engine),
        drawn=bool(sample.strokes),
        engine=sample.engine,
        model=sample.model,
        input=pixels,
        picture=picture,
    )
