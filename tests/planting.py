"""A plugin for pytest that plants a fault of ``mlp_course.faults`` while the test for it runs.

``pytest -p planting`` with the tests of CAUGHT_BY; each of them must fail.
"""

import pytest

from mlp_course.faults import planted

# For each fault in the package a unit test that must not let it through.
CAUGHT_BY = {
    "relu_slope": "test_layers.py::test_relu_has_slope_0_at_0",
    "last_batch_lost": "test_training.py::test_evaluation_counts_every_row_the_same[3]",
    "last_batch_overweighted": "test_training.py::test_evaluation_counts_every_row_the_same[99]",
    "softmax_unshifted": "test_losses.py::test_confident_mistakes_stay_finite[float32]",
    "softmax_over_batch": "test_losses.py::test_cross_entropies_agree_with_scikit_learn"
    "[float64-1e-13]",
    "gradient_not_divided": "test_losses.py::test_any_probabilities_may_be_targets"
    "[SoftmaxCrossEntropy]",
    "y_over_p": "test_gradients.py::test_right_gradients_pass[0.0-ReLU-logits, cross-entropy]",
    "softmax_twice": "test_losses.py::test_cross_entropy_of_the_published_examples[0.95-0.051]",
    "zero_log_zero": "test_losses.py::test_confident_mistakes_stay_finite[float64]",
    "dropout_left_on": "test_layers.py::test_dropout_does_nothing_when_not_training_or_at_rate_0"
    "[0.5-False]",
    "dropout_never_on": "test_training.py::test_dropout_is_on_while_training_and_off_in_validation",
    "dropout_unscaled": "test_layers.py::test_dropout_drops_its_share_and_scales_the_rest[float32]",
    "best_by_reference": "test_training.py::test_early_stopping_keeps_the_best_network",
    "adam_uncorrected": "test_optimizers.py::test_steps_agree_with_optax[Adam-1]",
    "check_of_outputs": "test_gradients.py::test_planted_faults_are_caught_where_they_are[sign]",
}
FAULT_FOR = {test: fault for fault, test in CAUGHT_BY.items()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with planted(FAULT_FOR[item.nodeid.removeprefix("tests/")]):
        return (yield)
