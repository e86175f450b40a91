"""From a row of parts to clusters: the ways to read neighbours that may be one digit, or one part that may be two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.recognition.parts import Part, join_all
from app.recognition.readings import MOST_PIECES, Candidate, Cluster, Glyph

_WIDEST = 1.25  # width over height: what is cut or near is not joined to something wider
# All costs in nats, weighed so that few single digits are cut and most rows of touching ones are
_USUAL_WIDTH = 1.0  # width over height: each tenth above costs a tenth of ...
_WIDTH_COST = 1.5
_CUT_COST = 2.2  # of a cut through one stroke of something as narrow as a digit ...
_WIDE_CUT_COST = 1.2  # ... and as wide as two of them
_NARROW, _WIDE = 0.7, 1.0  # width over height: likewise
_SLIM = 0.5  # width over height: a piece slimmer than this may be the stem of anything that is cut ...
_SLIM_COST = 3.0  # ... and costs so much if it has no width at all
_STROKE_COST = 1.5  # of each further stroke that the cut goes through: digits that touch do so at one place


def in_row(
    row: Sequence[Part],
    number: int,
    glyph: Callable[[Part, int], Glyph],
    cost_together: Callable[[Part, Part], float],
    pieces_of: Callable[[Part], list[tuple[Part, int]]],
) -> list[Cluster]:
    """The clusters of one row, from left to right.

    glyph: makes one of a part and the row's number
    cost_together: of reading two neighbours as one digit, in nats; infinite where nobody would
    pieces_of: a part cut apart where it may be several digits, else the part alone; with each piece, through how many
        strokes the cut behind it goes
    """
    found = []
    chain: list[Part] = []
    costs: list[float] = []
    for part in row:
        cost = cost_together(chain[-1], part) if chain else np.inf
        if np.isinf(cost) and chain:
            found.append(_cluster(chain, costs, number, glyph, pieces_of))
            chain, costs = [], []
        if chain:
            costs.append(cost)
        chain.append(part)
    if chain:
        found.append(_cluster(chain, costs, number, glyph, pieces_of))
    return found


def _cluster(
    chain: list[Part],
    costs: list[float],
    row: int,
    glyph: Callable[[Part, int], Glyph],
    pieces_of: Callable[[Part], list[tuple[Part, int]]],
) -> Cluster:
    """costs: of joining each part of the chain with the next"""
    pieces: list[Part] = []
    joining: list[float] = []  # each piece to the next; 0 within a part
    cutting: list[float] = []  # behind each piece; 0 at the end of a part
    wholes = set()
    for i, part in enumerate(chain):
        cut = pieces_of(part)
        wholes.add((len(pieces), len(pieces) + len(cut)))
        pieces += [piece for piece, _ in cut]
        joining += [0.0] * (len(cut) - 1) + [costs[i] if i < len(costs) else 0.0]
        cutting += [_cut_cost(part, strokes) for _, strokes in cut[:-1]] + [0.0]
    candidates = []
    for first in range(len(pieces)):
        for last in range(first + 1, len(pieces) + 1):
            whole = (first, last) in wholes
            if not whole and last - first > MOST_PIECES:
                continue
            part = join_all(pieces[first:last])
            if not whole and last - first > 1 and part.width > _WIDEST * part.height:
                continue
            cost = sum(joining[first : last - 1]) + cutting[last - 1] + _width_cost(part)
            if cutting[last - 1] or (first and cutting[first - 1]):
                cost += _slim_cost(part)
            candidates.append(Candidate(first, last, glyph(part, row), cost))
    return Cluster(len(pieces), tuple(candidates))


def _cut_cost(part: Part, strokes: int) -> float:
    share = (part.width / part.height - _NARROW) / (_WIDE - _NARROW)
    cost = _CUT_COST + (_WIDE_CUT_COST - _CUT_COST) * min(max(share, 0.0), 1.0)
    return cost + _STROKE_COST * max(0, strokes - 1)


def _width_cost(part: Part) -> float:
    return _WIDTH_COST * max(0.0, part.width / part.height - _USUAL_WIDTH)


def _slim_cost(piece: Part) -> float:
    return _SLIM_COST * max(0.0, 1 - piece.width / piece.height / _SLIM)
