"""LeNet-5, as the course writes it and with ReLU between its dense layers."""

from __future__ import annotations

from collections.abc import Callable

from model_build.runtime import ms, nn


class LeNet5(nn.Cell):
    """float32 [n, 1, 32, 32] -> logits [n, 10]; 61,684 parameters, the convolutions without bias.

    LeCun et al., "Gradient-based learning applied to document recognition", 1998, with max pooling and ReLU.
    dense_activation: between the dense layers; the course has none there, which makes them one linear layer
    """

    def __init__(self, dense_activation: Callable[[], nn.Cell]) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, pad_mode="valid")
        self.conv2 = nn.Conv2d(6, 16, 5, pad_mode="valid")
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2, 2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Dense(16 * 5 * 5, 120)
        self.fc2 = nn.Dense(120, 84)
        self.fc3 = nn.Dense(84, 10)
        self.activation = dense_activation()

    def construct(self, x: ms.Tensor) -> ms.Tensor:
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.activation(self.fc1(self.flatten(x)))
        x = self.activation(self.fc2(x))
        return self.fc3(x)


NETWORKS: dict[str, Callable[[], LeNet5]] = {
    "course": lambda: LeNet5(nn.Identity),
    "relu": lambda: LeNet5(nn.ReLU),
}


def parameter_count(network: nn.Cell) -> int:
    return sum(int(parameter.size) for parameter in network.trainable_params())
