import pytest

from app.engines import open_engine


@pytest.fixture(scope="session")
def engine():
    with open_engine("onnx") as engine:
        yield engine
