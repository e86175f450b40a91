from __future__ import annotations

from pathlib import Path

import pytest
import small_mnist

SHARED_MNIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "mnist"


@pytest.fixture(scope="session")
def small_data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small-mnist")
    small_mnist.make(folder)
    return folder


@pytest.fixture
def use_small_data(small_data, monkeypatch):
    from model_build import mnist

    monkeypatch.setattr(mnist, "FILES", mnist.FILES)
    monkeypatch.setattr(mnist, "_SPLITS", mnist._SPLITS)
    small_mnist.install(small_data)
    return small_data


@pytest.fixture(scope="session")
def real_mnist():
    """The real data set, where a copy of it lies beside the project."""
    if not SHARED_MNIST.is_dir():
        pytest.skip("no copy of MNIST beside the project")
    return SHARED_MNIST
