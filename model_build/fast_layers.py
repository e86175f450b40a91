"""A twin of LeNet-5 that trains faster on a CPU: the same weights, the same answers and gradients, other operations.

MindSpore's convolution and pooling kernels for the CPU are slow on so small a network: the gradients of the first
convolution and of the two poolings alone take half of a step. The twin makes each convolution one matrix product: a
row of the left matrix is a window of the picture, and a column of the right one is the kernel at one place in that
window, so that the four outputs which a pooling compares stand side by side and the pooling is a plain maximum.

The twin exists only while training on a CPU; everything else uses `network.LeNet5`, whose weights it shares.
"""

from __future__ import annotations

import numpy as np

from model_build.network import LeNet5
from model_build.runtime import ms, nn

ops = ms.ops

_KERNEL = 5  # pixels: side of both convolutions' kernels
_BLOCK = 4  # pixels: side of the blocks into which the picture is cut
_SIDE = 32


def blocks(inputs: np.ndarray) -> np.ndarray:
    """The pixels of the pictures reordered into blocks: [n, 1, 32, 32] -> [n, 64, 16], blocks and pixels row by row."""
    count = _SIDE // _BLOCK
    cut = inputs.reshape(-1, count, _BLOCK, count, _BLOCK).transpose(0, 1, 3, 2, 4)
    return np.ascontiguousarray(cut).reshape(-1, count * count, _BLOCK * _BLOCK)


class FastLeNet5(nn.Cell):
    """float32 [batch, 64, 16] as `blocks` makes them -> logits [batch, 10], with the weights of `network`."""

    def __init__(self, network: LeNet5, batch: int) -> None:
        super().__init__()
        names = [parameter.name for parameter in network.get_parameters()]
        self.layer1 = _ConvolutionReluPooling(network.conv1.weight, batch, side=8, outputs=4, window=2)
        self.layer2 = _ConvolutionReluPooling(network.conv2.weight, batch, side=7, outputs=2, window=3)
        self.fc1, self.fc2, self.fc3 = network.fc1, network.fc2, network.fc3
        self.activation = network.activation
        for parameter, name in zip(network.get_parameters(), names):
            parameter.name = name  # a cell renames what it is given; checkpoints go by the network's names

    def construct(self, x: ms.Tensor) -> ms.Tensor:
        x = self.layer2(self.layer1(x.reshape((-1, _BLOCK * _BLOCK))))
        x = x.reshape((-1, 25, 16)).transpose((0, 2, 1)).reshape((-1, 400))  # as Flatten orders [n, 16, 5, 5]
        x = self.activation(self.fc1(x))
        x = self.activation(self.fc2(x))
        return self.fc3(x)


class _ConvolutionReluPooling(nn.Cell):
    """5x5 convolution, ReLU and 2x2 max pooling of a layer, n x n outputs of the convolution at a time.

    Rows are blocks in order of image, row and column; columns are (channel, row in the block, column in the block),
    before and after. A window of `window` x `window` blocks covers the n + 4 pixels that n outputs need.
    side: blocks in a row of the layer's input; outputs: n
    """

    def __init__(self, weight: ms.Parameter, batch: int, side: int, outputs: int, window: int) -> None:
        super().__init__()
        covered = outputs + _KERNEL - 1
        block, pooled = covered // window, outputs // 2
        self.weight = weight
        self.place = ms.Tensor(_placement(outputs, window))
        channels_out, channels_in = weight.shape[:2]
        self.split_shape = (channels_out, channels_in, 4, pooled * pooled, window * window, block * block)
        self.outputs, self.inputs = channels_out * outputs**2, channels_in * covered**2
        self.windows = _Windows(batch, side, window)
        self.phases = _LargerHalf()
        self.pair = _LargerHalf()
        self.product = ops.MatMul(transpose_b=True)

    def construct(self, x: ms.Tensor) -> ms.Tensor:
        placed = ops.matmul(self.weight.reshape((-1, _KERNEL * _KERNEL)), self.place).reshape(self.split_shape)
        # rows: (place in the pooling, channel, pooled output); columns: (block of the window, channel, pixel)
        placed = placed.transpose((2, 0, 3, 4, 1, 5)).reshape((self.outputs, self.inputs))
        answers = self.product(placed, self.windows(x).reshape((-1, self.inputs)))
        return ops.relu(self.pair(self.phases(answers))).transpose((1, 0))


def _placement(outputs: int, window: int) -> np.ndarray:
    """float32 [25, n]: where each of the kernel's weights goes for each output; 0 and 1."""
    covered = outputs + _KERNEL - 1
    block, pooled = covered // window, outputs // 2
    place = np.zeros((_KERNEL, _KERNEL, outputs, outputs, covered, covered), np.float32)
    i, j, row, column = np.ogrid[:_KERNEL, :_KERNEL, :outputs, :outputs]
    place[i, j, row, column, row + i, column + j] = 1
    split = place.reshape(_KERNEL**2, pooled, 2, pooled, 2, window, block, window, block)
    return np.ascontiguousarray(split.transpose(0, 2, 4, 1, 3, 5, 7, 6, 8)).reshape(_KERNEL**2, -1)


class _Windows(nn.Cell):
    """[batch * side * side, c] -> [batch * places * places * window * window, c]: the blocks of every window.

    Whole rows are gathered; MindSpore's strided slices are many times slower.
    """

    def __init__(self, batch: int, side: int, window: int) -> None:
        super().__init__()
        places = side - window + 1
        image, i, j, p, q = np.ogrid[:batch, :places, :places, :window, :window]
        self.index = ms.Tensor((image * side**2 + (i + p) * side + j + q).ravel().astype(np.int32))
        self.rows = batch * side**2
        self.gather = ops.Gather()
        self.sum_up = ops.UnsortedSegmentSum()

    def construct(self, x: ms.Tensor) -> ms.Tensor:
        return self.gather(x, self.index, 0)

    def bprop(self, x: ms.Tensor, out: ms.Tensor, dout: ms.Tensor) -> tuple[ms.Tensor]:
        return (self.sum_up(dout, self.index, self.rows),)


class _LargerHalf(nn.Cell):
    """The maximum of the two halves of axis 0; a tie sends the gradient to the first alone, as max pooling does."""

    def __init__(self) -> None:
        super().__init__()
        self.split = ops.Split(0, 2)
        self.join = ops.Concat(0)

    def construct(self, x: ms.Tensor) -> ms.Tensor:
        first, second = self.split(x)
        return ops.maximum(first, second)

    def bprop(self, x: ms.Tensor, out: ms.Tensor, dout: ms.Tensor) -> tuple[ms.Tensor]:
        first, second = self.split(x)
        to_first = ops.mul(dout, ops.cast(ops.greater_equal(first, second), ms.float32))
        return (self.join((to_first, dout - to_first)),)
