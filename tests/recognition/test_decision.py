import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.engine import load_card
from app.recognition.decision import (
    NOT_A_DIGIT,
    NOT_SURE,
    TOO_LITTLE_INK,
    TWO_AS_LIKELY,
    decide,
    energy,
    refuse_without_network,
    softmax,
)
from tests.models import SHIPPED, card

rows = st.lists(st.floats(-1e5, 1e5), min_size=10, max_size=10).map(lambda row: np.array([row], np.float32))
temperatures = st.floats(0.05, 20)
BOX = (1, 2, 3, 4)


def logits_of(*confidences):
    """A row of logits for each: label i is given confidence i."""
    return np.array(
        [
            [np.log(confidence) if label == i else np.log((1 - confidence) / 9) for label in range(10)]
            for i, confidence in enumerate(confidences)
        ],
        np.float32,
    )


@settings(deadline=None)
@given(rows, temperatures)
def test_probabilities_sum_to_one_and_keep_the_order_of_the_logits(logits, temperature):
    probabilities = softmax(logits, temperature)
    assert probabilities.shape == logits.shape
    assert probabilities.sum() == pytest.approx(1)
    assert (probabilities >= 0).all()
    order = np.argsort(logits[0], kind="stable")
    assert (np.diff(probabilities[0][order]) >= 0).all()


@settings(deadline=None)
@given(rows, st.floats(-1000, 1000))
def test_only_the_differences_of_logits_count(logits, shift):
    assert softmax(logits.astype(float) + shift) == pytest.approx(softmax(logits), abs=1e-6)


def test_the_probabilities_of_known_logits():
    assert softmax(np.array([[0, np.log(3)], [5, 5]]))[0] == pytest.approx([0.25, 0.75])
    assert softmax(np.array([[0, np.log(3)], [5, 5]]))[1] == pytest.approx([0.5, 0.5])
    assert softmax(np.array([[0, 2 * np.log(3)]]), temperature=2)[0] == pytest.approx([0.25, 0.75])


def test_a_higher_temperature_is_less_sure_of_the_same_answer():
    logits = np.array([[1.0, 4.0, 2.0]])
    sure = [softmax(logits, temperature)[0] for temperature in (0.5, 1, 2, 4)]
    assert all(p.argmax() == 1 for p in sure)
    assert [p.max() for p in sure] == sorted((p.max() for p in sure), reverse=True)


def test_a_confident_answer_is_given_with_its_box():
    (answer,) = decide(logits_of(0.97), [BOX], card())
    assert answer.label == 0
    assert answer.confidence == pytest.approx(0.97, abs=1e-3)
    assert answer.probabilities[0] == answer.confidence
    assert sum(answer.probabilities) == pytest.approx(1)
    assert answer.box == BOX
    assert answer.reason == ""


def test_below_the_threshold_the_answer_is_refused_with_its_reason():
    (answer,) = decide(logits_of(0.6), [BOX], card(refusal_threshold=0.7))
    assert answer.label is None
    assert answer.reason == NOT_SURE
    assert answer.confidence == pytest.approx(0.6, abs=1e-3)
    assert len(answer.probabilities) == 10


def test_a_doubt_between_two_digits_names_them():
    logits = np.log(np.array([[0.5, 0.4, *[0.1 / 8] * 8]]))
    (answer,) = decide(logits, [BOX], card(refusal_threshold=0.7, labels=[1, 7, 0, 2, 3, 4, 5, 6, 8, 9]))
    assert (answer.label, answer.reason, answer.likeliest) == (None, TWO_AS_LIKELY, (1, 7))


def test_with_the_card_that_is_shipped_every_reason_can_be_given():
    shipped = load_card(SHIPPED.with_suffix(".json"))

    def reason(*probabilities, strength=10.0):
        rest = (1 - sum(probabilities)) / (10 - len(probabilities))
        logits = np.log(np.array([[*probabilities, *[rest] * (10 - len(probabilities))]])) * shipped.temperature
        return decide(logits + strength, [BOX], shipped)[0].reason

    assert reason(0.97) == ""
    assert reason(0.5, 0.45) == TWO_AS_LIKELY
    assert reason(0.4, 0.2, 0.2) == NOT_SURE
    assert reason(0.97, strength=-10.0) == NOT_A_DIGIT


def test_what_has_little_energy_is_no_digit_however_sure_the_answer():
    logits = logits_of(0.99) - 5  # the same probabilities
    asked = {"refusal_threshold": 0.5, "energy_threshold": -2.0}
    assert decide(logits, [BOX], card(**asked))[0].reason == NOT_A_DIGIT
    assert decide(logits_of(0.99), [BOX], card(**asked))[0].label == 0
    assert decide(logits, [BOX], card(refusal_threshold=0.5))[0].label == 0  # a card without a threshold


def test_energy_is_the_logarithm_of_the_summed_exponentials():
    assert energy(np.array([[0.0, np.log(3)], [1000, 1000]])) == pytest.approx([np.log(4), 1000 + np.log(2)])
    assert energy(np.empty((0, 10))).shape == (0,)


@pytest.mark.parametrize(("threshold", "refused"), [(0.0, False), (0.59, False), (0.61, True), (1.0, True)])
def test_the_card_s_threshold_decides(threshold, refused):
    (answer,) = decide(logits_of(0.6), [BOX], card(refusal_threshold=threshold))
    assert (answer.label is None) == refused


def test_the_temperature_is_applied_before_the_threshold():
    (cool,) = decide(logits_of(0.9), [BOX], card(temperature=1.0, refusal_threshold=0.8))
    (warm,) = decide(logits_of(0.9), [BOX], card(temperature=5.0, refusal_threshold=0.8))
    assert cool.label == 0
    assert warm.label is None


def test_labels_are_the_card_s_and_every_row_keeps_its_box():
    boxes = [(i, 0, 1, 1) for i in range(3)]
    answers = decide(logits_of(0.9, 0.9, 0.9), boxes, card(labels=[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]))
    assert [answer.label for answer in answers] == [9, 8, 7]
    assert [answer.box for answer in answers] == boxes


def test_logits_that_are_not_numbers_are_refused():
    with np.errstate(invalid="ignore"):
        (answer,) = decide(np.full((1, 10), np.nan, np.float32), [BOX], card(refusal_threshold=0.0))
    assert answer.label is None


def test_nothing_to_decide():
    assert decide(np.empty((0, 10), np.float32), [], card()) == []


def test_what_the_network_was_not_asked_has_no_probabilities():
    answer = refuse_without_network(BOX, TOO_LITTLE_INK)
    assert (answer.label, answer.confidence, answer.probabilities) == (None, 0.0, ())
    assert (answer.box, answer.reason) == (BOX, TOO_LITTLE_INK)


def test_a_temperature_close_to_zero_leaves_the_largest_logit():
    assert softmax(np.array([[3.0, 1e30]]), 1e-300).tolist() == [[0, 1]]
