from __future__ import annotations

import numpy as np
import pytest

from app.recognition.decision import softmax
from model_build import evaluation
from model_build.errors import TrainingError


def test_confusion_counts_what_was_written_by_row_and_what_was_answered_by_column():
    matrix = evaluation.confusion(np.array([3, 3, 5, 0]), np.array([3, 8, 5, 0]))
    assert matrix.shape == (10, 10) and matrix.sum() == 4
    assert matrix[3, 3] == matrix[3, 8] == matrix[5, 5] == matrix[0, 0] == 1


@pytest.mark.parametrize("true_temperature", [0.5, 1.0, 2.5])
def test_the_temperature_under_which_labels_were_drawn_is_found(true_temperature):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20_000, 10))
    chances = softmax(logits, true_temperature).cumsum(axis=1)
    labels = (rng.random((20_000, 1)) > chances).sum(axis=1)
    assert evaluation.fit_temperature(logits, labels) == pytest.approx(true_temperature, rel=0.05)


def test_the_threshold_refuses_the_stated_share_and_stays_within_sense():
    rng = np.random.default_rng(0)
    best = rng.uniform(0.6, 1, 10_000)
    probabilities = np.column_stack([best, 1 - best])
    threshold = evaluation.refusal_threshold(probabilities)
    assert float((best < threshold).mean()) == pytest.approx(0.002, abs=0.0005)
    assert evaluation.refusal_threshold(np.array([[0.999, 0.001]])) == 0.9
    assert evaluation.refusal_threshold(np.array([[0.1] * 10])) == 0.55, "a doubt between two has to be told"


def test_confidence_that_is_right_as_often_as_it_says_has_no_calibration_error():
    probabilities = np.array([[0.75, 0.25]] * 4)
    assert evaluation.calibration_error(probabilities, np.array([0, 0, 0, 1])) == pytest.approx(0)
    assert evaluation.calibration_error(probabilities, np.array([1, 1, 1, 1])) == pytest.approx(0.75)
    assert evaluation.calibration_error(np.array([[1.0, 0.0]]), np.array([0])) == 0


def test_a_run_that_was_not_evaluated_is_said_to_be_so(tmp_path):
    with pytest.raises(TrainingError, match=r"not evaluated.*model_build evaluate"):
        evaluation.read(tmp_path)
    (tmp_path / evaluation.RESULT).write_text("{}")
    with pytest.raises(TrainingError, match=r"evaluation\.json: cannot be read"):
        evaluation.read(tmp_path)
